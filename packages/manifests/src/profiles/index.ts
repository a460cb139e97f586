/** Reading profiles that a user wrote. Apart from the main entry, because it alone needs the schema library. */
export { readSourceProfile, readTargetProfile } from './read-profile.ts'
