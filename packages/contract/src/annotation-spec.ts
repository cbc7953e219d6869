import { flag, oneOf, type Parser } from "./annotation-parsers.ts";

/** Where a setting may stand, from the weakest to the strongest: each overrides those before it. */
export const SETTING_LEVELS = ["chart", "namespace", "workload", "pod"] as const;

export type SettingLevel = (typeof SETTING_LEVELS)[number];

export interface AnnotationSpec<T> {
  readonly parse: Parser<T>;
  /** All texts that it takes, where they can be counted. */
  readonly choices?: readonly string[];
  /** As text, as a person would write it; undefined where nothing is set unless somebody sets it. */
  readonly default?: string;
  /** The default in words, where the text of it would say less. */
  readonly shownDefault?: string;
  readonly levels: readonly SettingLevel[];
  readonly description: string;
  readonly example: string;
}

export function spec<T>(parse: Parser<T>, rest: Omit<AnnotationSpec<T>, "parse" | "levels">): AnnotationSpec<T> {
  return { parse, levels: SETTING_LEVELS, ...rest };
}

/** One of some texts. */
export function choice<const T extends readonly string[]>(
  choices: T,
  rest: Omit<AnnotationSpec<T[number]>, "parse" | "levels" | "choices">,
): AnnotationSpec<T[number]> {
  return spec(oneOf(choices), { choices, ...rest });
}

export function yesOrNo(rest: Omit<AnnotationSpec<boolean>, "parse" | "levels" | "choices">): AnnotationSpec<boolean> {
  return spec(flag, { choices: ["true", "false"], ...rest });
}
