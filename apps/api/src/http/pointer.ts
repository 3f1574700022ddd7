/** A JSON pointer (RFC 6901) into the body, as a URI fragment: `#/order/amount`. */
export const pointer = (path: ReadonlyArray<string | number>): string =>
  `#${path.map((part) => `/${encodeURIComponent(String(part).replaceAll("~", "~0").replaceAll("/", "~1"))}`).join("")}`

/** The pointer to a field that is named the way core names it: `order.item.0.name`, or in words for the whole body. */
export const fieldPointer = (field: string): string => pointer(field.startsWith("(") ? [] : field.split("."))
