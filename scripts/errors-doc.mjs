// Writes docs/errors.md from the registry of contracts; with --check only compares. Run: node --import tsx scripts/errors-doc.mjs
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { ERRORS } from "../packages/contracts/src/errors/registry.ts";

const target = new URL("../docs/errors.md", import.meta.url);
const cell = (text) => text.replaceAll("|", "\\|").replaceAll("\n", " ");
const areas = groupByArea(Object.keys(ERRORS));

function groupByArea(codes) {
  const groups = new Map();
  for (const code of codes) {
    const [area] = code.split(".");
    groups.set(area, [...(groups.get(area) ?? []), code]);
  }
  return groups;
}

function rowOf(code) {
  const { status, title, meaning, remedy } = ERRORS[code];
  return `| \`${code}\` | ${status} | **${cell(title)}.** ${cell(meaning)} | ${cell(remedy)} |`;
}

const sections = [...areas].map(([area, codes]) =>
  [
    `## ${area}`,
    "",
    "| code | HTTP | meaning | what to do |",
    "| --- | --- | --- | --- |",
    ...codes.map(rowOf),
    "",
  ].join("\n"),
);
const text = `# Errors

Every refusal names its code. Generated from \`packages/contracts/src/errors/\` by
\`npm run generate:errors\`; change the registry, not this page.

${sections.join("\n")}`;

if (!process.argv.includes("--check")) {
  mkdirSync(new URL(".", target), { recursive: true });
  writeFileSync(target, text);
  process.stdout.write(`docs/errors.md: ${Object.keys(ERRORS).length} codes\n`);
} else if (readOr(target, "") === text) {
  process.stdout.write(`docs/errors.md is current: ${Object.keys(ERRORS).length} codes\n`);
} else {
  process.stdout.write("docs/errors.md is not what the registry says: run `npm run generate:errors`\n");
  process.exitCode = 1;
}

function readOr(file, otherwise) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return otherwise;
  }
}
