import { SecretsPage } from "#features/secrets/secrets-page.tsx";

export const metadata = { title: "Secrets" };

export default function Secrets() {
  return <SecretsPage />;
}
