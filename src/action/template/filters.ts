import type { Filter } from './filter.ts';
import { LIST_FILTERS } from './list-filters.ts';
import { NUMBER_FILTERS } from './number-filters.ts';
import { STACKSTORM_FILTERS } from './stackstorm-filters.ts';
import { TEXT_FILTERS } from './text-filters.ts';

/** Every filter by its name. */
export const FILTERS: Readonly<Record<string, Filter>> = {
  ...TEXT_FILTERS,
  ...LIST_FILTERS,
  ...NUMBER_FILTERS,
  ...STACKSTORM_FILTERS,
};
