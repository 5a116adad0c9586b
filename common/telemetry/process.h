#ifndef CWP_COMMON_TELEMETRY_PROCESS_H_
#define CWP_COMMON_TELEMETRY_PROCESS_H_

namespace cwp {

// Facts about this process, as the kernel tells them; 0 when it does not.
double ProcessStartSeconds();  // Since 1970.
double ResidentMemoryBytes();
double ProcessorSeconds();
double OpenFiles();

}  // namespace cwp

#endif  // CWP_COMMON_TELEMETRY_PROCESS_H_
