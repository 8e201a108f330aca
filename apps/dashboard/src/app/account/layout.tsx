import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import type { ReactNode } from "react";
import { AccountTop } from "#features/account/account-top.tsx";
import { ApiProvider } from "#features/api/api-provider.tsx";
import { ShellProvider } from "#features/shell/shell-provider.tsx";
import { getActor } from "#server/auth/get-actor.ts";

export const metadata: Metadata = { title: { default: "Your account", template: "%s · Countersign" } };

export default async function AccountLayout({ children }: { readonly children: ReactNode }) {
  if (!(await getActor())) redirect("/sign-in?next=%2Faccount");
  return (
    <NuqsAdapter>
      <ApiProvider>
        <ShellProvider>
          <a className="btn skip-link" href="#content">
            Skip to content
          </a>
          <AccountTop />
          <main id="content" tabIndex={-1} className="app-main mx-auto outline-none" style={{ maxWidth: 768 }}>
            {children}
          </main>
        </ShellProvider>
      </ApiProvider>
    </NuqsAdapter>
  );
}
