import { RulesPage } from "#features/rules/rules-page.tsx";

export const metadata = { title: "Rules" };

export default function RulesRoute() {
  return <RulesPage />;
}
