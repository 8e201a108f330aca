"use client";

import { isAllowed } from "@countersign/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type Dispatch, type SetStateAction, useCallback, useEffect, useRef, useState } from "react";
import { refusalIn } from "#features/api/refusal-in.ts";
import { useTRPC } from "#features/api/trpc.ts";
import { useLeaveGuard } from "#features/forms/use-leave-guard.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import type { Draft } from "#server/views/policy.ts";

const AUTOSAVE_MS = 1_200;
const RETRY_MS = 5_000;

/**
 * Where the text stands with the server. `failed`: nothing answered, it tries again. `refused`: the server won't have it.
 * `conflict`: another window saved, published or discarded meanwhile.
 */
export type DraftStatus = "published" | "saved" | "unsaved" | "saving" | "failed" | "refused" | "conflict";
type Problem = Extract<DraftStatus, "failed" | "refused" | "conflict">;

export interface EditedDraft {
  readonly text: string;
  readonly setText: (text: string) => void;
  /** The published version the text was made from. */
  readonly baseVersion: number;
  readonly status: DraftStatus;
  readonly isReadOnly: boolean;
  /** Saves now, without waiting for a pause in typing. */
  readonly save: () => void;
  /** Takes the text on as made from a newer version, after its changes were brought in. */
  readonly rebase: (text: string, baseVersion: number) => void;
  /** Shows another text of the server's in place of this one: after publishing, discarding, or a conflict. */
  readonly take: (draft: Pick<Draft, "source" | "baseVersion" | "revision">) => void;
  /** Writes this text over the one another window saved. */
  readonly keepMine: (revision: number) => void;
}

interface Held {
  readonly text: string;
  readonly baseVersion: number;
  readonly revision: number;
  /** The text as the server last had it. */
  readonly savedText: string;
}

function heldFrom({ source, baseVersion, revision }: Pick<Draft, "source" | "baseVersion" | "revision">): Held {
  return { text: source, baseVersion, revision, savedText: source };
}

/** One person's text of the policy: saved by itself a moment after each change, never over what another window saved. */
export function useDraft(draft: Draft): EditedDraft {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const { name: organization, role } = useOrganization();
  const isReadOnly = !isAllowed(role, "policy.publish");
  const [held, setHeld] = useState<Held>(() => heldFrom(draft));
  const [problem, setProblem] = useState<Problem | null>(null);
  const isSaving = useRef(false);
  /** Rises when another text takes this one's place: a save that was under way then says nothing of it. */
  const generation = useRef(0);
  const refresh = useCallback(() => cache.invalidateQueries(trpc.policy.draft.queryFilter()), [cache, trpc]);
  const saving = useMutation(trpc.policy.saveDraft.mutationOptions());
  const { mutate } = saving;
  const isUnsaved = held.text !== held.savedText;

  const save = useCallback(() => {
    if (isReadOnly || isSaving.current || held.text === held.savedText) return;
    const { text, baseVersion, revision } = held;
    const own = generation.current;
    isSaving.current = true;
    mutate(
      { organization, source: text, baseVersion, revision },
      {
        onSuccess: (saved) => {
          if (own !== generation.current) return;
          setProblem(null);
          setHeld((now) => ({ ...now, revision: saved.revision, savedText: text }));
        },
        onError: (error) => {
          if (own !== generation.current) return;
          const found = problemOf(error);
          setProblem(found);
          if (found === "conflict") refresh().catch(() => undefined);
        },
        onSettled: () => {
          isSaving.current = false;
        },
      },
    );
  }, [held, isReadOnly, mutate, organization, refresh]);

  useAutosave({ save, problem, isDue: isUnsaved && !saving.isPending });
  useLeaveGuard(isUnsaved);

  const take = useCallback((next: Pick<Draft, "source" | "baseVersion" | "revision">) => {
    generation.current += 1;
    setProblem(null);
    setHeld(heldFrom(next));
  }, []);
  return {
    text: held.text,
    baseVersion: held.baseVersion,
    status: statusOf({ problem, isSaving: saving.isPending, isUnsaved, revision: held.revision }),
    isReadOnly,
    save,
    take,
    ...actsOn(setHeld, setProblem),
  };
}

/** What changes the held text here. */
function actsOn(
  setHeld: Dispatch<SetStateAction<Held>>,
  setProblem: Dispatch<SetStateAction<Problem | null>>,
): Pick<EditedDraft, "setText" | "rebase" | "keepMine"> {
  return {
    setText: (text) => {
      setProblem((now) => (now === "refused" ? null : now));
      setHeld((now) => ({ ...now, text }));
    },
    // The old text counts as saved no longer, so that the new base is saved even where the text is the same.
    rebase: (text, baseVersion) => setHeld((now) => ({ ...now, text, baseVersion, savedText: "" })),
    keepMine: (revision) => {
      setProblem(null);
      setHeld((now) => ({ ...now, revision, savedText: "" }));
    },
  };
}

interface Autosave {
  readonly save: () => void;
  readonly problem: Problem | null;
  readonly isDue: boolean;
}

/** Saves at a pause in typing, and again after a while when nothing answered. A refusal is not repeated. */
function useAutosave({ save, problem, isDue }: Autosave): void {
  useEffect(() => {
    if (!isDue || problem === "conflict" || problem === "refused") return;
    const timer = setTimeout(save, problem === "failed" ? RETRY_MS : AUTOSAVE_MS);
    return () => clearTimeout(timer);
  }, [isDue, problem, save]);
}

function problemOf(error: unknown): Problem {
  const refused = refusalIn(error);
  if (refused === null) return "failed";
  return refused.code === "policy.draft.conflict" ? "conflict" : "refused";
}

interface Standing {
  readonly problem: Problem | null;
  readonly isSaving: boolean;
  readonly isUnsaved: boolean;
  readonly revision: number;
}

function statusOf({ problem, isSaving, isUnsaved, revision }: Standing): DraftStatus {
  if (problem === "conflict") return "conflict";
  if (isSaving) return "saving";
  if (isUnsaved) return problem ?? "unsaved";
  return revision === 0 ? "published" : "saved";
}
