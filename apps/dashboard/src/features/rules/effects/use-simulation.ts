"use client";

import { useEffect, useRef, useState } from "react";
import { useTRPCClient } from "#features/api/trpc.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import { addStep, NOTHING_YET, type Simulation } from "./add-step.ts";

export type SimulationState =
  | { readonly kind: "idle" }
  | { readonly kind: "running" | "done"; readonly simulation: Simulation }
  | { readonly kind: "unreadable" }
  | { readonly kind: "failed"; readonly error: unknown };

/** Replays recorded calls step by step; a new run, or leaving the page, ends the one before. */
export function useSimulation() {
  const client = useTRPCClient();
  const { name: organization } = useOrganization();
  const [state, setState] = useState<SimulationState>({ kind: "idle" });
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);
  const run = async (source: string, days: number) => {
    running.current?.abort();
    const own = new AbortController();
    running.current = own;
    let simulation = NOTHING_YET;
    let after: { at: string; id: string } | null = null;
    setState({ kind: "running", simulation });
    try {
      do {
        const asked = { organization, source, days, after };
        const step = await client.policy.simulate.mutate(asked, { signal: own.signal });
        if (own.signal.aborted) return;
        if (step.kind === "unreadable") return setState({ kind: "unreadable" });
        simulation = addStep(simulation, step);
        after = step.next;
        setState({ kind: after === null ? "done" : "running", simulation });
      } while (after !== null);
    } catch (error) {
      if (!own.signal.aborted) setState({ kind: "failed", error });
    }
  };
  const stop = () => {
    running.current?.abort();
    setState((now) => (now.kind === "running" ? { kind: "done", simulation: now.simulation } : now));
  };
  return { state, run, stop };
}
