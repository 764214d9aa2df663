// Builds the style sheet and the one file of scripts, and copies the third-party files that pages and reports load.
// Run by bin/setup when its inputs changed: node assets/build.mjs
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as sass from "sass";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const modules = join(root, "node_modules");
const vendor = join(root, "tracker", "static", "vendor");
const printFonts = join(root, "tracker", "static", "print", "fonts");

const css = sass.compile(join(root, "assets", "tracker.scss"), {
  loadPaths: [join(modules, "@uswds", "uswds", "packages"), join(root, "assets")],
  style: "compressed",
  quietDeps: true,
  silenceDeprecations: ["if-function", "import", "global-builtin"],
  logger: { warn: () => undefined, debug: () => undefined },
});

// Emptied only now: the compiler takes seconds, and a running product reads these folders.
for (const folder of [vendor, printFonts]) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
}
mkdirSync(join(vendor, "fonts"));
mkdirSync(join(vendor, "licenses"));

// Only the pictures that the style sheet names.
for (const [, name] of css.css.matchAll(/url\("(img\/[^"]+)"\)/g)) {
  cpSync(join(modules, "@uswds", "uswds", "dist", name), join(vendor, name));
}

// One file for every page: each request of its own costs more on a poor line than what a page does not use of it.
// A script that finds nothing of its own on a page does nothing. In this order: the later ones use the earlier.
const scripts = ["app", "waiting", "waiting-page", "leaving", "rating", "entry"].map((name) => {
  const source = readFileSync(join(root, "assets", "scripts", `${name}.js`), "utf8");
  return `(() => {\n${source.replace(/^[ \t]*\/\/.*\n/gm, "")}})();\n`;
});
const htmx = readFileSync(join(modules, "htmx.org", "dist", "htmx.min.js"), "utf8");
writeFileSync(join(vendor, "tracker.js"), [`${htmx.trimEnd()};\n`, ...scripts].join(""));

const family = "atkinson-hyperlegible-next";
for (const range of ["latin", "latin-ext"]) {
  for (const [weight, style] of [["400", "normal"], ["700", "normal"], ["400", "italic"]]) {
    const name = `${family}-${range}-${weight}-${style}.woff2`;
    const from = join(modules, "@fontsource", family, "files", name);
    cpSync(from, join(printFonts, name));
    if (style === "normal") cpSync(from, join(vendor, "fonts", name));
  }
}

// What the style sheet loads is kept for a year, so its address changes with the file.
const versioned = css.css.replace(/url\("((?:fonts|img)\/[^"?]+)"\)/g, (_, name) => {
  const version = createHash("sha256").update(readFileSync(join(vendor, name))).digest("hex").slice(0, 12);
  return `url("${name}?v=${version}")`;
});
writeFileSync(join(vendor, "tracker.css"), versioned);

const licenses = {
  "uswds.md": "@uswds/uswds/LICENSE.md",
  "htmx.txt": "htmx.org/LICENSE",
  "atkinson-hyperlegible-next.txt": `@fontsource/${family}/LICENSE`,
};
for (const [name, from] of Object.entries(licenses)) cpSync(join(modules, from), join(vendor, "licenses", name));

const versions = Object.fromEntries(
  ["@uswds/uswds", "htmx.org", `@fontsource/${family}`].map((name) => [
    name,
    JSON.parse(readFileSync(join(modules, name, "package.json"), "utf8")).version,
  ]),
);
writeFileSync(join(vendor, "versions.json"), JSON.stringify(versions, null, 2) + "\n");
