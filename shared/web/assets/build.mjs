// Builds shared/web/static/: every asset under a name that carries its content's hash, gzipped beside it, and manifest.json.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const HERE = dirname(fileURLToPath(import.meta.url));
const MODULES = join(HERE, "..", "..", "..", "node_modules");
const OUT = join(HERE, "..", "static");

const read = (path) => readFileSync(path, "utf8");
const withoutSourceMap = (text) => text.replace(/\n?(\/\*#|\/\/#) sourceMappingURL=.*$/gm, "");

/** Our own files of one folder, in the order of their names, as one file. */
function concatenated(folder) {
  const names = readdirSync(join(HERE, folder)).sort();
  return names.map((name) => read(join(HERE, folder, name))).join("\n");
}

/** One SVG with a symbol for each icon that the pages name. */
function sprite() {
  const symbols = JSON.parse(read(join(HERE, "icones.json"))).map((name) => {
    const svg = read(join(MODULES, "@tabler", "icons", "icons", "outline", `${name}.svg`));
    const shapes = svg.slice(svg.indexOf(">") + 1, svg.lastIndexOf("</svg>")).replace(/\s*\n\s*/g, "");
    const drawn = shapes.replace('<path stroke="none" d="M0 0h24v24H0z" fill="none" />', "");
    return `<symbol id="${name}" viewBox="0 0 24 24">${drawn}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
}

const ASSETS = {
  "tabler.css": withoutSourceMap(read(join(MODULES, "@tabler", "core", "dist", "css", "tabler.min.css"))),
  "maillage.css": concatenated("css"),
  "htmx.js": read(join(MODULES, "htmx.org", "dist", "htmx.min.js")),
  "maillage.js": concatenated("js"),
  "icones.svg": sprite(),
  "favicon.svg": read(join(HERE, "favicon.svg")),
};

mkdirSync(OUT, { recursive: true });
const manifest = {};
const kept = new Set(["manifest.json"]);
for (const [name, text] of Object.entries(ASSETS)) {
  const bytes = Buffer.from(text, "utf8");
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
  const hashed = `${name.slice(0, -extname(name).length)}.${hash}${extname(name)}`;
  const zipped = gzipSync(bytes, { level: 9 });
  manifest[name] = { file: hashed, bytes: bytes.length, gzip: zipped.length };
  writeFileSync(join(OUT, hashed), bytes);
  writeFileSync(join(OUT, `${hashed}.gz`), zipped);
  kept.add(hashed).add(`${hashed}.gz`);
}
const draft = join(OUT, `manifest.json.${process.pid}`);
writeFileSync(draft, JSON.stringify(manifest, null, 2) + "\n");
renameSync(draft, join(OUT, "manifest.json"));
for (const name of readdirSync(OUT)) {
  if (!kept.has(name) && !name.startsWith("manifest.json.")) rmSync(join(OUT, name));
}
const total = Object.values(manifest).reduce((sum, { gzip }) => sum + gzip, 0);
console.log(`assets: ${Object.keys(manifest).length} files, ${Math.ceil(total / 1000)} kB gzipped`);
