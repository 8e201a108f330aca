// A comparison that ends at the first difference tells how much of a secret was right: secrets are compared in the
// vault, in constant time, and nowhere with an operator.
import ts from "typescript";
import { conclude, readSource, repositoryFiles } from "./sources.mjs";

const secretName =
  /(^|[a-z])(secret|secretHash|token|tokenHash|password|passwordHash|keyedHash|mac|hmac|signature|csrf)$/i;
/** What only looks like a guess at a secret: a protocol's word, and one person's own text compared with itself. */
const harmless = /progressToken|\bagain\b|\bcurrentPassword\b/;
const equality = new Set([
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
  ts.SyntaxKind.EqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsToken,
]);
const problems = [];
const files = repositoryFiles(/^(apps|packages)\/.*\/?src\/.*\.tsx?$/).filter(
  (file) => !/\.test\.tsx?$|\/testing\/|\/test-|^packages\/testkit\//.test(file),
);

for (const file of files) {
  const source = ts.createSourceFile(file, readSource(file), ts.ScriptTarget.Latest, true);
  const visit = (node) => {
    if (ts.isBinaryExpression(node) && equality.has(node.operatorToken.kind) && comparesSecret(node, source)) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
      problems.push(`${file}:${line + 1}: ${node.getText(source)}: compare secrets in the vault, in constant time`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
}
conclude(problems, `${files.length} files compare no secret with an operator`);

function comparesSecret({ left, right }, source) {
  const sides = [left, right];
  // Whether there is one at all, or of which type, tells nothing about what it is.
  if (
    sides.some((side) => isConstant(side, source)) ||
    harmless.test(`${left.getText(source)} ${right.getText(source)}`)
  ) {
    return false;
  }
  return sides.some((side) => secretName.test(nameOf(side)));
}

function isConstant(node, source) {
  return (
    ts.isLiteralExpression(node) ||
    ts.isTypeOfExpression(node) ||
    ts.isNumericLiteral(node) ||
    /^(null|undefined|true|false|[A-Z][A-Z0-9_]*)$/.test(node.getText(source))
  );
}

function nameOf(node) {
  if (ts.isIdentifier(node)) return node.text;
  if (ts.isPropertyAccessExpression(node)) return node.name.text;
  if (ts.isElementAccessExpression(node) && ts.isStringLiteral(node.argumentExpression)) {
    return node.argumentExpression.text;
  }
  return ts.isNonNullExpression(node) || ts.isParenthesizedExpression(node) ? nameOf(node.expression) : "";
}
