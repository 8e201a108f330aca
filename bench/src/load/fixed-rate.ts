import { setTimeout as rest } from "node:timers/promises";
import { type CallTarget, callWriter, textOf } from "../http/call-request.ts";
import { RawConnection } from "../http/raw-connection.ts";
import { type LoadResult, Tally } from "./closed-loop.ts";

export interface FixedRate {
  readonly target: CallTarget;
  readonly perSecond: number;
  readonly ms: number;
}

let lastTurn = 1_000_000_000;

/**
 * Calls at a fixed rate. A call's latency counts from the moment it was due, so that a target that stalls can't hide it by
 * slowing the generator down.
 */
export async function fixedRate({ target, perSecond, ms }: FixedRate): Promise<LoadResult> {
  const write = callWriter(target);
  const tally = new Tally();
  const open = () => RawConnection.open(new URL(target.url), () => {});
  const idle = await Promise.all(Array.from({ length: 16 }, open));
  const all = [...idle];
  const out = new Set<Promise<void>>();
  const startedAt = performance.now();
  for (let call = 0; (call * 1_000) / perSecond < ms; call += 1) {
    const dueAt = startedAt + (call * 1_000) / perSecond;
    while (performance.now() < dueAt) await rest(dueAt - performance.now() > 2 ? 1 : 0);
    const connection = idle.pop() ?? (await open());
    if (!all.includes(connection)) all.push(connection);
    lastTurn += 1;
    const turn = lastTurn;
    const answered = new Promise<void>((resolve) => {
      connection.send(write(turn), (answer) => {
        tally.add(performance.now() - dueAt, answer.status === 200 && answer.body.includes(textOf(turn)), answer.body);
        idle.push(connection);
        resolve();
      });
    }).finally(() => out.delete(answered));
    out.add(answered);
  }
  await Promise.all(out);
  const result = tally.result(performance.now() - startedAt);
  for (const connection of all) connection.close();
  return result;
}
