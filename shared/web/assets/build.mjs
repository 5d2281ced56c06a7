// Builds shared/web/static/: every asset under a name that carries its content's hash, gzipped beside it, and manifest.json.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { buildSync } from "esbuild";

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

/** The charts and what they need of ECharts, as one file: only pages that have a chart load it. */
function charts() {
  const bundled = { bundle: true, minify: true, format: "iife", target: "es2022", legalComments: "none", write: false };
  return buildSync({ ...bundled, entryPoints: [join(HERE, "graphiques", "index.js")] }).outputFiles[0].text;
}

const ASSETS = {
  "tabler.css": withoutSourceMap(read(join(MODULES, "@tabler", "core", "dist", "css", "tabler.min.css"))),
  "maillage.css": concatenated("css"),
  "htmx.js": [
    read(join(MODULES, "htmx.org", "dist", "htmx.min.js")),
    withoutSourceMap(read(join(MODULES, "htmx-ext-sse", "dist", "sse.min.js"))),
  ].join("\n"),
  "maillage.js": concatenated("js"),
  "graphiques.js": charts(),
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
// The names of yesterday's build stay for a day: pages already open, or still served by a running process, ask for them.
const DAY_MS = 86_400_000;
for (const name of readdirSync(OUT)) {
  const old = Date.now() - statSync(join(OUT, name)).mtimeMs > DAY_MS;
  if (old && !kept.has(name)) rmSync(join(OUT, name), { force: true });
}
const total = Object.values(manifest).reduce((sum, { gzip }) => sum + gzip, 0);
console.log(`assets: ${Object.keys(manifest).length} files, ${Math.ceil(total / 1000)} kB gzipped`);
