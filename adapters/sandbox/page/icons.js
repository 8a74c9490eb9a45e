// The icons, drawn with lines of the colour around them, none of which speaks; and the signs that
// people put on messages, drawn too: not every machine has a font for them.

import { make, spoken } from "./dom.js";

const LINES = {
  channel: "M9 4 7 20M17 4l-2 16M4 9h17M3 15h17",
  private: "M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 0 1 7 0v3",
  direct: "M5 5h14v11h-8l-4 4v-4H5z",
  react: "M12 21a9 9 0 1 1 6-15.700M8.500 14.500a4.500 4.500 0 0 0 7 0M9 10h.01M15 10h.01M20 3v6M17 6h6",
  reply: "M10 8 5 13l5 5M5 13h9a5 5 0 0 1 5 5v1",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  pin: "M9 3h6l-1 6 4 4H6l4-4zM12 13v8",
  eye: "M2 12s3.600-6.500 10-6.500S22 12 22 12s-3.600 6.500-10 6.500S2 12 2 12zM12 9.500a2.500 2.500 0 1 0 0 5 2.500 2.500 0 0 0 0-5z",
  close: "M6 6l12 12M18 6 6 18",
  send: "M4 12 20 4l-5 16-3.500-6.500zM11.500 13.500 20 4",
  slash: "M16 4 8 20",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2.500v2M12 19.500v2M2.500 12h2M19.500 12h2M5.300 5.300l1.400 1.400M17.300 17.300l1.400 1.400M5.300 18.700l1.400-1.400M17.300 6.700l1.400-1.400",
  moon: "M20 14.500A8.500 8.500 0 0 1 9.500 4a8.500 8.500 0 1 0 10.500 10.500z",
  places: "M4 6h16M4 12h16M4 18h10",
  panel: "M4 5h16v14H4zM14.500 5v14",
  check: "M5 12.500 10 17.500 19 7",
  down: "M12 5v14M6 13l6 6 6-6",
  open: "M8 10l4 4 4-4",
  play: "M8 5v14l11-7z",
  admin: "M12 3l7 3v6c0 4.500-3 7.500-7 9-4-1.500-7-4.500-7-9V6zM9 12l2.200 2.200L15.200 10",
  waiting: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 8v4.500l3 2",
  skipped: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM6.500 6.500l11 11",
  dead: "M12 4 21 19.500H3zM12 10v4M12 16.800h.01",
  sent: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM8.500 12.200l2.500 2.500 4.500-5",
};

export function icon(name) {
  return make(
    "svg",
    { class: `icon icon-${name}`, viewBox: "0 0 24 24", "aria-hidden": "true" },
    make("path", { d: LINES[name] }),
  );
}

// Our own face: the same as in sandbox.svg, in the colours of where it stands.
export function face() {
  return make(
    "svg",
    { class: "face", viewBox: "0 0 32 32", "aria-hidden": "true" },
    make("path", {
      class: "face-bubble",
      d: "M8 3h16a6 6 0 0 1 6 6v9a6 6 0 0 1-6 6h-7l-7.3 5.600A1 1 0 0 1 8 28.800V24a6 6 0 0 1-6-6V9a6 6 0 0 1 6-6z",
    }),
    make("path", { class: "face-mark", d: "M12 10.600a4 4 0 1 1 5.600 3.700q-1.600.8-1.600 2.400" }),
    make("circle", { class: "face-dot", cx: 16, cy: 20.2, r: 1.7 }),
  );
}

const SIGNS = {
  "💡": [
    ["path", { d: "M12 2.500a6.500 6.500 0 0 0-3.600 11.900c.7.5 1.100 1.200 1.100 2.100h5c0-.9.4-1.600 1.100-2.100A6.500 6.500 0 0 0 12 2.500z", fill: "#f7c331", stroke: "#b07a08" }],
    ["path", { d: "M9.500 18.500h5M10.500 21h3", fill: "none", stroke: "#6b7280", "stroke-width": 1.8 }],
  ],
  "✅": [
    ["rect", { x: 3, y: 3, width: 18, height: 18, rx: 4, fill: "#2f9e44" }],
    ["path", { d: "M7.500 12.500 10.800 16 16.800 8.500", fill: "none", stroke: "#fff", "stroke-width": 2.4 }],
  ],
  "👀": [
    ...[7, 17].flatMap((x) => [
      ["rect", { x: x - 4.2, y: 5, width: 8.4, height: 14, rx: 4.2, fill: "#fff", stroke: "#6b7280", "stroke-width": 1.2 }],
      ["circle", { cx: x - 1.2, cy: 13, r: 2.4, fill: "#1d2430" }],
    ]),
  ],
  "👍": [
    ["path", { d: "M8.500 11 12 3.500c1.500-.3 2.600.8 2.400 2.300L14 9h5c1.200 0 2 1.100 1.700 2.200l-1.600 7c-.2.9-1 1.500-1.900 1.500H8.500z", fill: "#f7c331", stroke: "#b07a08" }],
    ["rect", { x: 3.5, y: 10.5, width: 4, height: 10, rx: 1, fill: "#b07a08" }],
  ],
};
const SIGN = new RegExp(`(${Object.keys(SIGNS).join("|")})`, "u");

// Words with their signs drawn; who listens, searches or copies finds the sign itself.
export function withSigns(text) {
  return text
    .split(SIGN)
    .filter(Boolean)
    .flatMap((each) => (SIGNS[each] ? [make("span", { class: "drawn" }, drawn(each), spoken(each))] : [document.createTextNode(each)]));
}

function drawn(sign) {
  return make("svg", { class: "sign", viewBox: "0 0 24 24", "aria-hidden": "true" },
    ...SIGNS[sign].map(([shape, how]) => make(shape, { "stroke-linecap": "round", "stroke-linejoin": "round", ...how })));
}
