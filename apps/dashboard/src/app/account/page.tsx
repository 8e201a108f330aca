import { Account } from "#features/account/account.tsx";

export const metadata = { title: "Your account" };

export default function AccountPage() {
  return <Account />;
}
