import { MailConfigError } from '../../errors/mail-config.error.js';
import type { PropertyName } from './property-name.js';
import type { PropertySource } from './property-source.js';
import type { Resolve, ResolvedProperty } from './resolved-property.js';

function splitAtCommas(property: ResolvedProperty): readonly ResolvedProperty[] {
  if (property.value === '') return [];
  const texts = property.text.split(',');
  return property.value
    .split(',')
    .map((value, index) =>
      Object.assign({}, property, { value: value.trim(), text: (texts[index] ?? value).trim() }),
    );
}

function refuseGap(source: PropertySource, list: PropertyName, bound: number): void {
  const stray = source.properties.find(
    ({ name }) =>
      list.isAncestorOf(name) &&
      name.isNumericIndex(list.length) &&
      Number(name.chop(list.length + 1).keyFrom(list.length)) >= bound,
  );
  if (stray === undefined) return;
  throw new MailConfigError([
    {
      key: stray.key,
      problem: `leaves a gap in its list, which has no [${bound}]`,
      advice: 'Number the items from 0 without gaps, each with one value.',
      source: stray.origin.description,
    },
  ]);
}

function bindFrom(source: PropertySource, list: PropertyName, resolve: Resolve): readonly ResolvedProperty[] {
  const items: ResolvedProperty[] = [];
  for (let item = source.find(list.at(0)); item !== undefined; item = source.find(list.at(items.length))) {
    items.push(resolve(item));
  }
  refuseGap(source, list, items.length);
  return items;
}

/**
 * A list of strings, whole from the first source that has it: `name=a,b` or `name[0]=a`.
 * `undefined` when no source has any of it.
 */
export function bindList(
  sources: Iterable<PropertySource>,
  name: PropertyName,
  resolve: Resolve,
): readonly ResolvedProperty[] | undefined {
  for (const source of sources) {
    const whole = source.find(name);
    if (whole !== undefined) return splitAtCommas(resolve(whole));
    const items = bindFrom(source, name, resolve);
    if (items.length > 0) return items;
  }
  return undefined;
}
