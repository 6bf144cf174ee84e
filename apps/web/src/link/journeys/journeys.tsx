export default function Journeys() {
  return null
}
