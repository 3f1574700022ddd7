import { renderSVG } from "uqr"
import { escapeHtml } from "./escape.ts"

/** A QR as SVG, black on white whatever the theme, with a quiet zone that readers need. */
export const qrSvg = (text: string): string => renderSVG(text, { ecc: "M", border: 4, pixelSize: 8 })

/** The same to be put into a page, with a text for those who do not see it. */
export const qrFigure = (text: string, label: string): string =>
  `<div class="qr">${
    qrSvg(text).replace("<svg ", `<svg role="img" aria-label="${escapeHtml(label)}" shape-rendering="crispEdges" `)
  }</div>`
