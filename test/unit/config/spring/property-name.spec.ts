import { describe, expect, it } from '@jest/globals';
import { array, assert, constantFrom, property, string, stringMatching } from 'fast-check';
import { EnvironmentVariables } from '../../../../lib/config/spring/environment-variables.js';
import { PropertyName } from '../../../../lib/config/spring/property-name.js';
import { environmentFromObject } from '../../../../lib/config/spring/spring-environment.js';

const word = stringMatching(/^[a-z][a-z0-9]{0,5}$/);
const path = array(array(word, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 });

const capitalize = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const spellings: Readonly<Record<string, (words: string[]) => string>> = {
  kebab: (words) => words.join('-'),
  camel: ([first = '', ...rest]) => first + rest.map(capitalize).join(''),
  snake: (words) => words.join('_'),
  upper: (words) => words.join('_').toUpperCase(),
};
const spelling = constantFrom(...Object.values(spellings));

describe('a property name', () => {
  it('finds a key in whatever spelling it was written', () => {
    assert(
      property(path, spelling, spelling, (elements, written, asked) => {
        const key = elements.map(written).join('.');
        const environment = environmentFromObject({ [key]: 'found' }, 'test');
        expect(environment.property(elements.map(asked).join('.'))).toMatchObject({ value: 'found', key });
      }),
    );
  });

  it('finds environment variables with dashes dropped or as underscores', () => {
    assert(
      property(path, constantFrom('', '_'), (elements, dash) => {
        const variable = elements
          .map((words) => words.join(dash))
          .join('_')
          .toUpperCase();
        const source = new EnvironmentVariables({ [variable]: 'found' });
        const name = PropertyName.parse(elements.map((words) => words.join('-')).join('.'));
        expect(source.find(name)).toMatchObject({ value: 'found', key: variable });
      }),
    );
  });

  it('keeps what is in brackets and drops what no name can have elsewhere', () => {
    expect(PropertyName.parse('map.[a/B.c]').path).toEqual(['map', 'a/B.c']);
    expect(PropertyName.parse('map.a/B!.c').path).toEqual(['map', 'aB', 'c']);
    expect(PropertyName.parse('list[0].x').written).toBe('list[0].x');
  });

  it('tells a key in brackets from nested keys', () => {
    const nested = PropertyName.parse('a.b.c');
    expect(PropertyName.parse('a.[b.c]').canonical).not.toBe(nested.canonical);
    expect(PropertyName.parse('a.[b].c').canonical).toBe(nested.canonical);
    expect(PropertyName.parse('a').isAncestorOf(nested)).toBe(true);
    expect(PropertyName.parse('a.b').isAncestorOf(PropertyName.parse('a.bc'))).toBe(false);
  });

  it('reads any text without an error', () => {
    assert(
      property(string(), (text) => {
        expect(PropertyName.parse(text).length).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
