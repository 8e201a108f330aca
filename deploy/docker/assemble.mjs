// What an image holds at run time: node deploy/docker/assemble.mjs <part> <folder>, after the part was built. Copies what
// the part runs and, of the installed packages, only those its bundle imports, with what these depend on.
import { cpSync, existsSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";

const checkout = path.resolve(import.meta.dirname, "../..");
const jobs = "packages/db/dist/jobs";
/** Next's compiler: 50 MB for each C library, and nothing is compiled at run time. */
const buildTools = /^@next\/swc-/;

const parts = {
  gateway: () => bundled("apps/gateway"),
  worker: () => bundled("apps/worker"),
  "demo-tools": async () => ({ ...(await bundled("apps/demo-tools")), extra: ["apps/demo-tools/sql"] }),
  dashboard,
  jobs: bundledJobs,
};

async function bundled(app, names = ["main"]) {
  const bundles = names.map((name) => `${app}/dist/${name}.mjs`);
  return { from: app, files: [`${app}/dist`], packages: await importedBy(bundles) };
}

/** Migration and seed. The migration looks for `prisma` four folders up, the seed for its policy beside itself. */
async function bundledJobs() {
  await build({
    absWorkingDir: checkout,
    entryPoints: { migrate: "packages/db/src/cli/migrate.ts", seed: "prisma/seed/main.ts" },
    outdir: jobs,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    sourcemap: true,
    plugins: [installedPackages],
    logLevel: "warning",
  });
  cpSync(path.join(checkout, "prisma/seed/scenarios/demo/policy.yaml"), path.join(checkout, jobs, "policy.yaml"));
  const packages = await importedBy([`${jobs}/migrate.mjs`, `${jobs}/seed.mjs`]);
  return { from: "packages/db", files: [jobs], extra: ["prisma/migrations", "deploy/docker/seed.sh"], packages };
}

/** Next runs its own build; what it left outside of it, it links to in `.next/node_modules`. */
async function dashboard() {
  const app = "apps/dashboard";
  await build({
    absWorkingDir: path.join(checkout, app),
    entryPoints: ["next.config.ts"],
    outfile: "dist/next.config.mjs",
    format: "esm",
    platform: "node",
    target: "node20",
  });
  const links = path.join(checkout, app, ".next/node_modules");
  const linked = existsSync(links) ? packageFolders(links).map((folder) => realpathSync(folder)) : [];
  return {
    from: app,
    files: [`${app}/.next`, `${app}/public`, `${app}/package.json`],
    renamed: { [`${app}/dist/next.config.mjs`]: `${app}/next.config.mjs` },
    packages: ["next", "react", "react-dom"],
    folders: linked,
  };
}

/** Our own packages are TypeScript and go into the bundle; installed ones stay where npm put them. */
const installedPackages = {
  name: "installed-packages",
  setup(builder) {
    builder.onResolve({ filter: /^[^./]/ }, ({ path: name, kind }) =>
      kind === "entry-point" || name.startsWith("@countersign/") ? null : { path: name, external: true },
    );
  },
};

/** The names of the installed packages that bundles import, early or late. */
async function importedBy(bundles) {
  const { metafile } = await build({
    absWorkingDir: checkout,
    entryPoints: bundles,
    outdir: "unwritten",
    write: false,
    metafile: true,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    logLevel: "error",
  });
  const imports = Object.values(metafile.inputs).flatMap((input) => input.imports);
  const names = imports.filter(({ external, path: name }) => external && !name.startsWith("node:"));
  return [...new Set(names.map(({ path: name }) => packageName(name)))].filter((name) => folderOf(name, checkout));
}

function packageName(specifier) {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

function packageFolders(nodeModules) {
  return readdirSync(nodeModules).flatMap((name) => {
    const folder = path.join(nodeModules, name);
    return name.startsWith("@") ? readdirSync(folder).map((inner) => path.join(folder, inner)) : [folder];
  });
}

/** Where Node finds a package from a folder. */
function folderOf(name, from) {
  for (let place = from; place.startsWith(checkout); place = path.dirname(place)) {
    const folder = path.join(place, "node_modules", name);
    if (existsSync(path.join(folder, "package.json"))) return folder;
  }
  return undefined;
}

/** The packages and all that they depend on. Throws when one isn't installed. */
function closure(names, from, folders = []) {
  const found = new Set();
  const visit = (folder) => {
    if (found.has(folder)) return;
    found.add(folder);
    const manifest = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
    const optional = Object.keys(manifest.optionalDependencies ?? {});
    for (const name of Object.keys(manifest.dependencies ?? {})) add(name, folder, optional.includes(name));
    for (const name of optional) add(name, folder, true);
    for (const name of Object.keys(manifest.peerDependencies ?? {}))
      if (!manifest.peerDependenciesMeta?.[name]?.optional) add(name, folder, false);
  };
  const add = (name, folder, isOptional) => {
    if (isOptional && buildTools.test(name)) return;
    const place = folderOf(name, folder);
    if (place) visit(place);
    else if (!isOptional) throw new Error(`${name}, which ${path.relative(checkout, folder)} needs, isn't installed.`);
  };
  for (const name of names) add(name, from, false);
  for (const folder of folders) visit(folder);
  return [...found];
}

function copy(file, target) {
  const source = path.join(checkout, file);
  const isWanted = (name) => !/[\\/]\.next[\\/](cache|dev|diagnostics|trace[^\\/]*)$/.test(name);
  cpSync(source, target, { recursive: true, verbatimSymlinks: true, filter: isWanted });
}

const [name, target] = process.argv.slice(2);
if (!target || !Object.hasOwn(parts, name ?? "")) {
  throw new Error(`Say what to assemble and where: one of ${Object.keys(parts).join(", ")}, then an empty folder.`);
}
const part = await parts[name]();
for (const file of [...part.files, ...(part.extra ?? [])]) copy(file, path.join(target, file));
for (const [file, place] of Object.entries(part.renamed ?? {})) copy(file, path.join(target, place));
const packages = closure(part.packages, path.join(checkout, part.from), part.folders);
for (const folder of packages) {
  const nested = path.join(folder, "node_modules");
  cpSync(folder, path.join(target, path.relative(checkout, folder)), {
    recursive: true,
    filter: (file) => file !== nested,
  });
}
process.stdout.write(`${name}: ${packages.length} packages\n`);
