import type { ReactNode } from "react";
import { IssuedKeysProvider } from "#features/agents/issued-keys.tsx";

export default function AgentsLayout({ children }: { readonly children: ReactNode }) {
  return <IssuedKeysProvider>{children}</IssuedKeysProvider>;
}
