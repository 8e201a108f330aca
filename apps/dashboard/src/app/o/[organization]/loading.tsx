import { SkeletonRows } from "@countersign/ui";

export default function Loading() {
  return <SkeletonRows rows={8} label="Loading the page" />;
}
