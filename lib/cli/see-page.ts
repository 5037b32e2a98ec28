/** The line that leads to a page of the documentation where the package is installed; none without a page. */
export function seePage(page: string | undefined): string[] {
  return page === undefined ? [] : [`See node_modules/nestjs-spring-mail/${page}`];
}
