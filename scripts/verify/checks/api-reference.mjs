import { apiReference } from '../../api-reference.mjs';
import { expectNone } from './none.mjs';

export async function documentedNames() {
  const { project, faults } = await apiReference();
  expectNone(faults, `${faults.length} faults`);
  return `${project.children.flatMap(({ children }) => children).length} names`;
}
