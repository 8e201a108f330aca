"use client";

import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from "react";

export interface IssuedKey {
  readonly keyId: string;
  /** The whole key. */
  readonly text: string;
}

interface IssuedKeys {
  readonly of: (agentId: string) => IssuedKey | null;
  readonly remember: (agentId: string, key: IssuedKey) => void;
  readonly forget: (keyId: string) => void;
}

const IssuedKeysContext = createContext<IssuedKeys | null>(null);

/**
 * Keys issued while these pages are open, so that the snippets can be filled in. They are in this page's memory alone:
 * never stored, gone with a reload.
 */
export function IssuedKeysProvider({ children }: { readonly children: ReactNode }) {
  const [keys, setKeys] = useState<ReadonlyMap<string, IssuedKey>>(new Map());
  const remember = useCallback((agentId: string, key: IssuedKey) => {
    setKeys((before) => new Map([...before, [agentId, key]]));
  }, []);
  const forget = useCallback((keyId: string) => {
    setKeys((before) => new Map([...before].filter(([, key]) => key.keyId !== keyId)));
  }, []);
  const value = useMemo(
    () => ({ of: (agentId: string) => keys.get(agentId) ?? null, remember, forget }),
    [keys, remember, forget],
  );
  return <IssuedKeysContext value={value}>{children}</IssuedKeysContext>;
}

/** The keys this page has seen issued. Throws Error outside the agents' pages. */
export function useIssuedKeys(): IssuedKeys {
  const keys = useContext(IssuedKeysContext);
  if (!keys) throw new Error("useIssuedKeys needs a page of agents");
  return keys;
}
