// Sizes a reader can hold in mind: lines of a file, a function, a React component; arguments of a function.
import ts from "typescript";
import { conclude, readSource, repositoryFiles } from "./sources.mjs";

const budget = { sourceLines: 400, testLines: 600, functionLines: 60, componentLines: 250, argumentCount: 3 };
const isTest = (file) => /\.(test|spec)\.tsx?$/.test(file);
const problems = [];
const lengths = [];

for (const file of repositoryFiles(/\.(ts|tsx|mts|mjs|cjs)$/)) {
  if (file.endsWith(".d.ts")) continue;
  const text = readSource(file);
  const lines = text.split("\n").length - 1;
  const ceiling = isTest(file) ? budget.testLines : budget.sourceLines;
  lengths.push(lines);
  if (lines > ceiling) problems.push(`${file}: ${lines} lines, at most ${ceiling}`);
  if (!isTest(file)) checkFunctions(file, text);
}

lengths.sort((a, b) => a - b);
const median = lengths[Math.floor(lengths.length / 2)];
const p95 = lengths[Math.floor(lengths.length * 0.95)];
conclude(problems, `${lengths.length} files within their size budgets; median ${median} lines, 95th percentile ${p95}`);

function checkFunctions(file, text) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const visit = (node) => {
    if (ts.isFunctionLike(node) && node.body) checkFunction(file, source, node);
    ts.forEachChild(node, visit);
  };
  visit(source);
}

function checkFunction(file, source, node) {
  const start = source.getLineAndCharacterOfPosition(node.getStart(source)).line;
  const end = source.getLineAndCharacterOfPosition(node.end).line;
  const name = nameOf(node);
  const where = `${file}:${start + 1}`;
  const isComponent = file.endsWith(".tsx") && /^[A-Z]/.test(name);
  const ceiling = isComponent ? budget.componentLines : budget.functionLines;
  if (end - start + 1 > ceiling) problems.push(`${where}: ${name} has ${end - start + 1} lines, at most ${ceiling}`);
  const parameters = node.parameters.filter((parameter) => parameter.name.getText(source) !== "this");
  if (parameters.length > budget.argumentCount) {
    problems.push(
      `${where}: ${name} takes ${parameters.length} arguments, at most ${budget.argumentCount}, then an options object`,
    );
  }
}

function nameOf(node) {
  const named = node.name ?? (ts.isVariableDeclaration(node.parent) ? node.parent.name : undefined);
  return named?.getText() ?? "a function";
}
