"""Make `.keras` archives reproducible.

Keras writes the date of saving and memory addresses into the archive; neither is read back.
"""

import json
import zipfile


def normalize_archive(path, compress=False):
    """Rewrite the archive at `path` without dates and addresses, so that equal models have equal bytes.

    Its members are packed as they were, or all `compress`ed.
    """
    with zipfile.ZipFile(path) as archive:
        members = [(info.filename, info.compress_type, archive.read(info)) for info in archive.infolist()]
    with zipfile.ZipFile(path, 'w') as archive:
        for name, compression, data in members:
            if name == 'metadata.json':
                data = json.dumps(json.loads(data) | {'date_saved': '2000-01-01@00:00:00'}).encode()
            elif name == 'config.json':
                data = json.dumps(renumber(json.loads(data), {})).encode()
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED if compress else compression
            archive.writestr(info, data)


def renumber(node, ids):
    """Replace the addresses under `shared_object_id` by 1, 2, ... in order of appearance."""
    if isinstance(node, dict):
        return {
            key: ids.setdefault(value, len(ids) + 1) if key == 'shared_object_id' else renumber(value, ids)
            for key, value in node.items()
        }
    if isinstance(node, list):
        return [renumber(value, ids) for value in node]
    return node
