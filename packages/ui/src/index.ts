export { AgeText } from "./age-text.tsx";
export { Banner, Progress } from "./banner.tsx";
export { Button, type ButtonLook, buttonClass } from "./button.tsx";
export { classNames } from "./class-names.ts";
export { ColumnChoice } from "./column-choice.tsx";
export { Combobox, type ComboboxOption } from "./combobox.tsx";
export { ConfirmDialog } from "./confirm-dialog.tsx";
export { CopyButton } from "./copy-button.tsx";
export { CopyField, Snippet } from "./copy-field.tsx";
export { Countdown } from "./countdown.tsx";
export { Dialog } from "./dialog.tsx";
export { DiffView } from "./diff-view.tsx";
export { type Fact, Facts } from "./facts.tsx";
export { Field, type FieldControl, Input, Select, TextArea } from "./field.tsx";
export { isTyping } from "./is-typing.ts";
export { JsonDiffView } from "./json-diff-view.tsx";
export { JsonView } from "./json-view.tsx";
export { Kbd } from "./kbd.tsx";
export { type LinkTab, LinkTabs } from "./link-tabs.tsx";
export { MARK_KINDS, Mark, type MarkKind } from "./mark.tsx";
export { Menu, type MenuItem } from "./menu.tsx";
export { MoneyText } from "./money-text.tsx";
export { PageHeader, Section } from "./page-header.tsx";
export { type RadioCard, RadioCards } from "./radio-cards.tsx";
export { Skeleton, SkeletonRows } from "./skeleton.tsx";
export { EmptyState, ErrorState } from "./states.tsx";
export { type Step, type StepState, Steps } from "./steps.tsx";
export {
  STRIP_COLUMNS,
  Strip,
  type StripCall,
  type StripColumn,
  StripHead,
  type StripLink,
  StripRow,
} from "./strip.tsx";
export { Checkbox, Switch } from "./switch.tsx";
export { Table, type TableColumn, type TableProps, type TableSort } from "./table.tsx";
export { sortFrom } from "./table-tools.tsx";
export { type Tab, Tabs } from "./tabs.tsx";
export { Badge, type BadgeTone, Tag } from "./tag.tsx";
export { TagInput } from "./tag-input.tsx";
export { formatCountdown, formatInstant, formatMs } from "./time-format.ts";
export { TimeText } from "./time-text.tsx";
export { ToastProvider, useToast } from "./toast.tsx";
export { type UiLink, type UiLinkProps, UiProvider, useDescribeError } from "./ui-provider.tsx";
export { VisibleText } from "./visible-text.tsx";
