#ifndef CWP_COMMON_PROGRAMME_WEBINAR_H_
#define CWP_COMMON_PROGRAMME_WEBINAR_H_

#include "common/programme/programme.h"
#include "common/programme/section.h"

namespace cwp::programme {

// One webinar of a programme. Looks whether the files that it names can be
// read.
WebinarEntry ReadWebinarSection(Section section);

// What workshops and webinars say in the same words: whether they are
// published, which they are unless they say otherwise; and for whom they are,
// as all protos number it.
bool ReadPublish(Section& section);
int ReadAudienceOf(Section& section);

}  // namespace cwp::programme

#endif  // CWP_COMMON_PROGRAMME_WEBINAR_H_
