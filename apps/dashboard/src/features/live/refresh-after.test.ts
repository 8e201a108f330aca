import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { expect, it } from "vitest";
import { refreshAfter } from "./refresh-after.ts";

/** A query whose answers are given by hand, in the order it asked. */
function handFed() {
  const cache = new QueryClient();
  const answers: ((rows: string[]) => void)[] = [];
  const queryFn = () => new Promise<string[]>((resolve) => answers.push(resolve));
  const observer = new QueryObserver(cache, { queryKey: ["records"], queryFn });
  const stop = observer.subscribe(() => undefined);
  return { cache, answers, observer, stop };
}

it("a change heard while the first answer is still out is asked for again, and shown", async () => {
  const { cache, answers, observer, stop } = handFed();
  const refreshed = refreshAfter(cache, { queryKey: ["records"] });
  answers[0]?.(["old"]);
  await expect.poll(() => answers.length).toBe(2);
  answers[1]?.(["new", "old"]);
  await refreshed;
  expect(observer.getCurrentResult().data).toEqual(["new", "old"]);
  stop();
});

it("a change heard later is asked for at once", async () => {
  const { cache, answers, observer, stop } = handFed();
  answers[0]?.(["old"]);
  await expect.poll(() => observer.getCurrentResult().data).toEqual(["old"]);
  const refreshed = refreshAfter(cache, { queryKey: ["records"] });
  await expect.poll(() => answers.length).toBe(2);
  answers[1]?.(["new"]);
  await refreshed;
  expect(observer.getCurrentResult().data).toEqual(["new"]);
  stop();
});
