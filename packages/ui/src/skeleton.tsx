import { classNames } from "./class-names.ts";

/** A quiet block where something will stand. Give it the size of what it stands for. */
export function Skeleton({ className }: { readonly className?: string }) {
  return <span aria-hidden="true" className={classNames("skeleton h-4 w-full", className)} />;
}

/** Rows of the height of the strip, announced once as loading. */
export function SkeletonRows({ rows, label }: { readonly rows: number; readonly label: string }) {
  return (
    <div role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, row) => row).map((row) => (
        <div key={row} className="border-b px-4 py-[9px]">
          <Skeleton />
        </div>
      ))}
    </div>
  );
}
