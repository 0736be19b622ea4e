<?php

namespace Carnet\TimeBook;

use Carnet\TimeBook\Rules\Uid;
use CoreCannotSaveObjectException;
use DBObject;
use Dict;

/** Every way an entry is inserted leads here: a form, an import, core/create, a verb. */
final class EntryDoor
{
	/**
	 * @param callable(): mixed $fInsert iTop's own insertion
	 *
	 * @throws CoreCannotSaveObjectException with words for people
	 */
	public static function Insert(DBObject $oEntry, callable $fInsert): mixed
	{
		if (Session::Current() !== null) {
			return $fInsert();
		}
		try {
			return self::Enter($oEntry, EntryInput::OfObject($oEntry), $fInsert);
		} catch (Refusal $oRefusal) {
			throw self::Problem($oEntry, $oRefusal->sReason);
		} catch (Later) {
			throw self::Problem($oEntry, 'later');
		}
	}

	private static function Enter(DBObject $oEntry, EntryInput $oInput, callable $fInsert): int
	{
		$oTicket = Booking::TicketFor($oInput);
		$iContract = Booking::ContractFor($oInput, $oTicket)->oContract?->iId ?? 0;
		$fWork = function (Session $oSession) use ($oEntry, $oInput, $fInsert): int {
			if (Entries::Find($oInput->sUid) !== null) {
				throw new Refusal(Refusal::BAD_VALUE);
			}

			return (new Booking($oSession, Caller::Connected()))->Enter($oEntry, $oInput, $fInsert);
		};

		return Session::Run([$iContract], [$oInput->sUid, Uid::OfReversal($oInput->sUid)], [$oInput->iTicket], $fWork);
	}

	private static function Problem(DBObject $oEntry, string $sReason): CoreCannotSaveObjectException
	{
		$aIssues = [Dict::S("TimeBook:Refused:$sReason")];

		return new CoreCannotSaveObjectException(['issues' => $aIssues, 'class' => get_class($oEntry), 'id' => $oEntry->GetKey()]);
	}
}
