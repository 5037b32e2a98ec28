import { describe, expect, it } from '@jest/globals';
import { readConfigFile } from '../../../../lib/config/spring/config-file.js';
import { inFile } from '../../../../lib/config/spring/origin.js';
import { parseProperties } from '../../../../lib/config/spring/properties-documents.js';
import { faultsOf } from '../../../support/faults.js';
import { withFolder } from '../../../support/temporary-folder.js';

const documents = (text: string) =>
  parseProperties(text, inFile('a.properties')).map((document) =>
    document.map(({ key, value }) => `${key}=${value}`),
  );

describe('a .properties document', () => {
  it('keeps trailing blanks, reads escapes and joins lines', () => {
    expect(documents('host = smtp  \npassword:\\u00e9\\t\\q\nlong=a\\\n   b\n')).toEqual([
      ['host=smtp  ', 'password=é\tq', 'long=ab'],
    ]);
  });

  it('ends at #--- and !---, but not beside another comment', () => {
    expect(documents('a=1\n#---\na=2\n!---\na=3\n')).toEqual([['a=1'], ['a=2'], ['a=3']]);
    expect(documents('a=1\n# note\n#---\na=2\n')).toEqual([['a=1', 'a=2']]);
    expect(documents('a=1\n#---\n# note\na=2\n')).toEqual([['a=1', 'a=2']]);
    expect(documents('a=1\n #---\na=2\n')).toEqual([['a=1', 'a=2']]);
  });

  it('splits lists whose key ends in []', () => {
    expect(documents('to[]=a, b\\,c\n')).toEqual([['to[0]=a', 'to[1]=b,c']]);
  });

  it('tells line and column of each value', () => {
    const [[, second] = []] = parseProperties('a=1\r\nlong.key = value\r\n', inFile('a.properties'));
    expect(second?.origin).toMatchObject({ description: 'a.properties:2:12', line: 2, column: 12 });
  });

  it('refuses a broken \\u', () => {
    expect(faultsOf(() => documents('a=1\nb=\\u00zz\n'))).toEqual([
      expect.objectContaining({ key: 'b', source: 'a.properties:2:3' }),
    ]);
    expect(documents('b=\\\\u00zz\n')).toEqual([['b=\\u00zz']]);
  });

  it('is ISO-8859-1 unless another encoding is named', () => {
    const values = withFolder({ 'a.properties': 'user=Jörg €' }, (directory) =>
      [undefined, 'utf-8'].map(
        (encoding) =>
          readConfigFile(`${directory}/a.properties`, 'a.properties', 'properties', encoding)[0]
            ?.properties[0]?.value,
      ),
    );
    expect(values).toEqual(['J\u00c3\u00b6rg \u00e2\u0082\u00ac', 'Jörg €']);
  });
});
