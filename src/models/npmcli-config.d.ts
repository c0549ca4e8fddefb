/** What `npm` itself hands to `@npmcli/config`; the package ships no types for it. */
declare module '@npmcli/config/lib/definitions/index.js' {
  import type Config from '@npmcli/config';

  const configDefinitions: {
    definitions: Config.DefinitionsObject;
    shorthands: Config.ShortFlags;
    flatten: (config: object, flat?: object) => object;
  };
  export default configDefinitions;
}
