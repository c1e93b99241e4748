/** One project per transformer, each with the minimal configuration of its manual. */
module.exports = {
  projects: [
    { displayName: 'ts-jest', preset: 'ts-jest' },
    { displayName: 'swc', transform: { '^.+\\.ts$': '@swc/jest' } },
    { displayName: 'babel', transform: { '^.+\\.ts$': 'babel-jest' } },
  ],
};
