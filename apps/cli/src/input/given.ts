import * as Option from "effect/Option"

/** A member for a flag that was given, and none for one that was not. */
export const given = <const Key extends string, A>(
  key: Key,
  value: Option.Option<A>
): { readonly [_ in Key]?: A } => Option.isSome(value) ? { [key]: value.value } as { readonly [_ in Key]: A } : {}
