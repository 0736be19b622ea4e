<?php

namespace Carnet\TimeBook;

use Carnet\TimeBook\Rules\Uid;
use CoreCannotSaveObjectException;
use DBObject;
use Dict;
use UserRights;

/** Every way a provision is inserted leads here: a form, an import, core/create, a verb. */
final class ProvisionDoor
{
	public const KINDS = ['initial', 'topup', 'recurring', 'carryover', 'correction', 'expiry'];
	private const LARGEST = 100000000;
	private const MAY_BE_NEGATIVE = ['correction', 'expiry'];

	/**
	 * @param callable(): mixed $fInsert iTop's own insertion
	 *
	 * @throws CoreCannotSaveObjectException with words for people
	 */
	public static function Insert(DBObject $oProvision, callable $fInsert): mixed
	{
		try {
			self::Complete($oProvision);
			if (Session::Current() !== null) {
				return self::Write(Session::Current(), $oProvision, $fInsert);
			}
			$fWork = fn (Session $oSession) => self::Write($oSession, $oProvision, $fInsert);

			return Session::Run([(int)$oProvision->Get('contract_id')], [(string)$oProvision->Get('uid')], [], $fWork);
		} catch (Refusal $oRefusal) {
			throw self::Problem($oProvision, $oRefusal->sReason);
		} catch (Later) {
			throw self::Problem($oProvision, 'later');
		}
	}

	/** @throws Refusal */
	public static function Check(int $iSeconds, string $sKind, string $sFrom, string $sUntil): void
	{
		$bNegative = $iSeconds < 0 && !in_array($sKind, self::MAY_BE_NEGATIVE, true);
		if (abs($iSeconds) > self::LARGEST || $bNegative || ($sFrom !== '' && $sUntil !== '' && $sUntil < $sFrom)) {
			throw new Refusal(Refusal::BAD_VALUE);
		}
	}

	private static function Complete(DBObject $oProvision): void
	{
		if ($oProvision->Get('seconds') === null) {
			// The empty cell of an import.
			throw new Refusal(Refusal::BAD_VALUE);
		}
		$iSeconds = (int)$oProvision->Get('seconds');
		$sFrom = Zone::StoredDay($oProvision->Get('valid_from'));
		self::Check($iSeconds, (string)$oProvision->Get('kind'), $sFrom, Zone::StoredDay($oProvision->Get('valid_until')));
		$sUid = strtolower((string)$oProvision->Get('uid'));
		if ($sUid !== '' && !Uid::Is($sUid)) {
			throw new Refusal(Refusal::BAD_VALUE);
		}
		$oProvision->Set('uid', $sUid ?: Uid::Fresh());
		$oProvision->Set('seconds_text', Hours::Clock($iSeconds));
		$oProvision->Set('comment', Values::Harmless((string)$oProvision->Get('comment')));
		if ((int)$oProvision->Get('author_id') === 0) {
			$oProvision->Set('author_id', (int)UserRights::GetContactId());
		}
	}

	private static function Write(Session $oSession, DBObject $oProvision, callable $fInsert): int
	{
		$oSession->NoteProvision((int)$oProvision->Get('contract_id'));
		$iId = (int)$fInsert();
		Journal::Note('ContractTimeProvision', $iId);

		return $iId;
	}

	private static function Problem(DBObject $oProvision, string $sReason): CoreCannotSaveObjectException
	{
		$aIssues = [Dict::S("TimeBook:Refused:$sReason")];

		return new CoreCannotSaveObjectException(['issues' => $aIssues, 'class' => get_class($oProvision), 'id' => $oProvision->GetKey()]);
	}
}
