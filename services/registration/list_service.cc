// Lists of bookings: of a session, and of what people quote.
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/feed/log.h"
#include "common/rpc/page_token.h"
#include "services/registration/booking_store.h"
#include "services/registration/convert.h"
#include "services/registration/pool_store.h"
#include "services/registration/request_checks.h"
#include "services/registration/service_impl.h"

namespace cwp::registration {

using rpc::CallPtr;

template <class Request>
absl::StatusOr<Service::Paging> Service::ReadPaging(const Request& request,
                                                    const std::string& list) {
  Paging paging;
  ASSIGN_OR_RETURN(paging.size, rpc::ReadPageSize(request.page_size()));
  ASSIGN_OR_RETURN(const std::vector<int64_t> key,
                   rpc::ReadPageToken(list, request.page_token(), 1));
  if (!key.empty()) paging.after = key[0];
  return paging;
}
template absl::StatusOr<Service::Paging> Service::ReadPaging(
    const v1::ListWaitlistEntriesRequest& request, const std::string& list);
template absl::StatusOr<Service::Paging> Service::ReadPaging(
    const v1::ListNoticesRequest& request, const std::string& list);

Service::Reactor* Service::ListBookings(Context* context,
                                        const v1::ListBookingsRequest* request,
                                        v1::ListBookingsResponse* response) {
  return use_.gate->Serve(*context, "ListBookings", [&](CallPtr call) {
    v1::ListBookingsRequest asked = *request;
    if (absl::Status status = CheckListBookings(asked); !status.ok()) {
      return call->Finish(status);
    }
    const Reach reach = ReachOf(call->caller());
    const bool by_staff = ByStaff(call->caller());
    if (!asked.reference().empty()) {
      return Read(std::move(call), [this, reach, by_staff, asked,
                                    response](db::Transaction& tx) {
        return LoadQuoted(tx, asked, reach, by_staff, response);
      });
    }
    BookingFilter filter = {.session_id = asked.session_id(),
                            .channel = reach.channel.value_or(""),
                            .state = FromProto(asked.state())};
    const std::string list =
        absl::StrCat("ListBookings ", filter.session_id, " ", filter.channel,
                     " ", static_cast<int>(asked.state()));
    absl::StatusOr<Paging> paging = ReadPaging(asked, list);
    if (!paging.ok()) return call->Finish(paging.status());
    Read(std::move(call),
         [this, reach, filter, by_staff, list, paging = *paging,
          response](db::Transaction& tx) -> absl::Status {
           RETURN_IF_ERROR(CheckLeads(tx, reach, filter.session_id));
           return LoadBookings(tx, filter, by_staff, list, paging, response);
         });
  });
}

absl::Status Service::AddBooking(const BookingRecord& record, bool by_staff,
                                 v1::ListBookingsResponse* response) {
  v1::Booking* added = response->add_bookings();
  *added = ToProto(record);
  RETURN_IF_ERROR(use_.vault->OpenContact(record, *added));
  return by_staff ? OpenForStaff(record, *added) : absl::OkStatus();
}

// References are long enough that hardly ever two have the same, and so need
// no pages.
absl::Status Service::LoadQuoted(db::Transaction& tx,
                                 const v1::ListBookingsRequest& asked,
                                 const Reach& reach, bool by_staff,
                                 v1::ListBookingsResponse* response) {
  ASSIGN_OR_RETURN(const std::vector<int64_t> ids,
                   FindBookingIdsByReference(tx, asked.reference()));
  const std::optional<BookingState> state = FromProto(asked.state());
  for (const int64_t id : ids) {
    ASSIGN_OR_RETURN(const std::optional<BookingRecord> record,
                     FindBookingRecord(tx, id));
    if (!record.has_value() || !reach.Covers(record->booking)) continue;
    if (state.value_or(record->booking.state) != record->booking.state ||
        !CheckLeads(tx, reach, record->booking.session_id).ok()) {
      continue;
    }
    RETURN_IF_ERROR(AddBooking(*record, by_staff, response));
  }
  response->set_total_size(response->bookings_size());
  ASSIGN_OR_RETURN(feed::Position head, feed::ReadHead(tx));
  response->set_revision(head.revision);
  return absl::OkStatus();
}

absl::Status Service::LoadBookings(db::Transaction& tx,
                                   const BookingFilter& filter, bool by_staff,
                                   const std::string& list,
                                   const Paging& paging,
                                   v1::ListBookingsResponse* response) {
  ASSIGN_OR_RETURN(std::optional<Pool> pool, FindPool(tx, filter.session_id));
  if (!pool.has_value()) return SessionNotFound(filter.session_id);
  ASSIGN_OR_RETURN(
      std::vector<BookingRecord> records,
      ListBookingRecords(tx, filter, paging.after, paging.size + 1));
  const bool more = static_cast<int>(records.size()) > paging.size;
  if (more) records.pop_back();
  for (const BookingRecord& record : records) {
    RETURN_IF_ERROR(AddBooking(record, by_staff, response));
  }
  if (more) {
    response->set_next_page_token(
        rpc::MakePageToken(list, {records.back().booking.create_revision}));
  }
  ASSIGN_OR_RETURN(int64_t total, CountBookings(tx, filter));
  response->set_total_size(total);
  ASSIGN_OR_RETURN(feed::Position head, feed::ReadHead(tx));
  response->set_revision(head.revision);
  return absl::OkStatus();
}

}  // namespace cwp::registration
