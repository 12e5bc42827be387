import { EXPORT_URL } from "../api/client.ts";
import { ButtonAnchor } from "../ui/button.tsx";

export function ExportData() {
  return (
    <div className="space-y-4">
      <p>All that we keep about you, in one JSON file.</p>
      <ButtonAnchor href={EXPORT_URL} download>
        Export my data
      </ButtonAnchor>
    </div>
  );
}
