// Mutants of pictures: what is taken, what is made of it, and who gets it.

const MAKING = ['common_picture_test'];
const SERVICE = ['scheduling_service_test'];

export const PICTURES = [
  {
    name: 'a picture may have any number of pixels',
    file: 'common/picture/prepare.cc',
    text: 'if (int64_t{sniffed->width} * sniffed->height > kMaxPixels) {',
    replacement: 'if (sniffed->width > kMaxPixels) {',
    breaks: 'The size of a picture is looked at before it is decoded.',
    caughtBy: MAKING,
  },
  {
    name: 'what is missing of a picture is made up',
    file: 'common/picture/prepare.cc',
    text: 'image != nullptr && !complained &&',
    replacement: 'image != nullptr &&',
    breaks: 'A damaged picture is refused.',
    caughtBy: MAKING,
  },
  {
    name: 'a picture lies as the camera lay',
    file: 'common/picture/prepare.cc',
    text: 'OrientationIn(sniffed->exif);',
    replacement: 'OrientationIn("");',
    breaks: 'A picture is turned upright.',
    caughtBy: MAKING,
  },
  {
    name: 'a picture is as large as the camera made it',
    file: 'common/picture/prepare.cc',
    text: '.height = sniffed->height}, kMaxSide);',
    replacement: '.height = sniffed->height}, 2 * kMaxSide);',
    breaks: 'No picture is wider or higher than 1,200 pixels.',
    caughtBy: MAKING,
  },
  {
    name: 'a picture with much in it is heavy',
    file: 'common/picture/prepare.cc',
    text: 'if (webp.size() <= kSmallBytes) return webp;',
    replacement: 'if (webp.size() <= kSmallBytes || quality <= kLowestQuality) return webp;',
    breaks: 'The small picture weighs 8,000 bytes at the most, whatever is on it.',
    caughtBy: MAKING,
  },
  {
    name: 'a JPEG may have thousands of scans',
    file: 'common/picture/sniff.cc',
    text: 'constexpr int kMaxScans = 64;',
    replacement: 'constexpr int kMaxScans = 6400;',
    breaks: 'A JPEG that would take minutes to decode is refused.',
    caughtBy: MAKING,
  },
  {
    name: 'a clone has no picture',
    file: 'services/scheduling/domain.cc',
    text: '  clone.picture = workshop.picture;\n',
    replacement: '',
    breaks: 'A clone takes the picture along.',
    caughtBy: ['scheduling_domain_test'],
  },
  {
    name: 'the public gets the pictures of drafts',
    file: 'services/scheduling/picture_queries.cc',
    text: 'IsVisible(workshop, viewer);',
    replacement: 'viewer == Viewer::kPublic || IsVisible(workshop, viewer);',
    breaks: 'The public gets the pictures of published workshops alone.',
    caughtBy: SERVICE,
  },
  {
    name: 'a picture that nobody has stays for ever',
    file: 'services/scheduling/picture_commands.cc',
    text: 'return DropPicture(tx, before.picture->id);',
    replacement: 'return DropPicture(tx, "");',
    breaks: 'A picture goes with the last workshop that has it.',
    caughtBy: SERVICE,
  },
  {
    name: 'a picture goes with the first of its workshops',
    file: 'services/scheduling/picture_store.cc',
    text: '"DELETE FROM pictures WHERE id = $1 AND NOT EXISTS "\n'
      + '    "(SELECT 1 FROM workshops WHERE picture_id = $1)";',
    replacement: '"DELETE FROM pictures WHERE id = $1";',
    breaks: 'A picture stays while a workshop has it.',
    caughtBy: SERVICE,
  },
  {
    name: 'a picture that was taken away is still shown',
    file: 'services/web/picture_pages.cc',
    text: '  if (workshop == nullptr || !workshop->picture.has_value()) {\n'
      + '    co_return NoSuchPicture();\n  }\n  const Picture& picture = *workshop->picture;\n',
    replacement: '  if (workshop == nullptr) co_return NoSuchPicture();\n'
      + '  const Picture picture = workshop->picture.value_or(Picture{.id = name.substr(0, 4)});\n',
    breaks: 'Only the picture that a workshop has now has an address.',
    caughtBy: ['web_pages_test'],
  },
];
