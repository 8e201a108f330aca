import { TokensSettings } from "#features/settings/tokens-settings.tsx";

export const metadata = { title: "API tokens" };

export default function TokensPage() {
  return <TokensSettings />;
}
