// npm run check: format, lint, types, boundaries, dead code, budgets. Ends non-zero when one of them fails.
import { runChecks } from "./check/steps.mjs";
import { say, sayStep, tail } from "./terminal/report.mjs";
import { stopOnSignals } from "./terminal/run.mjs";

stopOnSignals();
const { passed, failed } = await runChecks(({ name, ok, output, ms }) => {
  sayStep(name, { ok, ms });
  if (!ok) say(tail(output, 60));
});
say(`${passed} checks passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
