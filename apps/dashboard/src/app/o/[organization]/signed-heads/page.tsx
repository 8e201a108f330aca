import { SignedHeadsPage } from "#features/audit/signed-heads-page.tsx";

export const metadata = { title: "Signed heads" };

export default function HeadsPage() {
  return <SignedHeadsPage />;
}
