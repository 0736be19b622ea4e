<?php

namespace Carnet\TimeBook;

use Carnet\TimeBook\Rules\Uid;
use DBObject;
use MetaModel;

/** What a Service Manager decides about held work: count it, offer it, or move it to another contract. */
final class Held
{
	/** Counts it: what its agent set or else its contract's rule says, or as many seconds as the manager says, with a reason. @throws Refusal|Later */
	public static function Count(int $iEntry, ?int $iSeconds = null, string $sReason = ''): void
	{
		if ($iSeconds !== null && ($iSeconds < 0 || $iSeconds > EntryInput::LONGEST || $sReason === '')) {
			throw new Refusal(Refusal::BAD_VALUE);
		}
		self::Decide($iEntry, function (DBObject $oEntry) use ($iSeconds, $sReason): array {
			if ($iSeconds === null) {
				$sBy = Counted::HeldByPerson($oEntry) === null ? 'rule' : 'person';

				return Counted::Columns(Counted::OfHeld($oEntry)) + ['counted_by' => $sBy];
			}

			return Counted::Columns($iSeconds) + ['counted_by' => 'person', 'reason' => Values::Harmless($sReason)];
		});
	}

	/** Offers it: it stands in the book and decrements nothing. @throws Refusal|Later */
	public static function Offer(int $iEntry, string $sReason): void
	{
		if ($sReason === '') {
			throw new Refusal(Refusal::BAD_VALUE);
		}
		self::Decide($iEntry, fn () => Counted::Columns(0) + ['counted_by' => 'person', 'reason' => Values::Harmless($sReason)]);
	}

	/**
	 * Moves it: reversed here, written anew on another contract of the same customer that was valid then.
	 *
	 * @return int the id of the new entry
	 * @throws Refusal|Later
	 */
	public static function Move(int $iEntry, int $iContract): int
	{
		$oEntry = self::HeldEntry($iEntry);
		self::CheckTarget($oEntry, $iContract);
		$oInput = EntryInput::OfHeld($oEntry, $iContract);
		$aUids = [$oInput->sUid, $oInput->sReplaces, Uid::OfReversal($oInput->sReplaces)];

		return Session::Run(
			[(int)$oEntry->Get('contract_id'), $iContract],
			$aUids,
			[$oInput->iTicket],
			function (Session $oSession) use ($iEntry, $oInput): int {
				self::HeldEntry($iEntry);
				$oBooking = new Booking($oSession, Caller::Connected());
				$oBooking->Reverse($oInput->sReplaces);
				$oNew = MetaModel::NewObject('ContractTimeEntry');

				return $oBooking->Enter($oNew, $oInput, $oNew->DBInsertNoReload(...));
			}
		);
	}

	/** @param callable(DBObject): array<string, int|string> $fColumns what the decision makes of the entry */
	private static function Decide(int $iEntry, callable $fColumns): void
	{
		$oEntry = self::HeldEntry($iEntry);
		$iContract = (int)$oEntry->Get('contract_id');
		$iTicket = (int)$oEntry->Get('ticket_id');
		$sUid = (string)$oEntry->Get('uid');
		Session::Run([$iContract], [$sUid], [$iTicket], function (Session $oSession) use ($iEntry, $iContract, $iTicket, $fColumns): void {
			$oSession->TouchContract($iContract);
			$oSession->TouchTicket($iTicket);
			Entries::Change($iEntry, $fColumns(self::HeldEntry($iEntry)) + ['state' => 'counted']);
		});
	}

	/** Booking would pass over a contract that cannot be chosen and take the next one: here that would hold the work where it was. @throws Refusal */
	private static function CheckTarget(DBObject $oEntry, int $iContract): void
	{
		$oTarget = Contracts::Find($iContract);
		if ($oTarget === null || $iContract === (int)$oEntry->Get('contract_id')) {
			throw new Refusal(Refusal::CONTRACT_GONE);
		}
		$aDistances = Contracts::Distances((int)$oEntry->Get('org_id'));
		if (!isset($aDistances[$oTarget->iOrg]) || !$oTarget->IsValidOn(Zone::Day((int)$oEntry->Get('started_at')))) {
			throw new Refusal(Refusal::CONTRACT_NOT_VALID);
		}
	}

	/** @throws Refusal for who is no manager, for what cannot be seen, and for what is not held */
	private static function HeldEntry(int $iEntry): DBObject
	{
		if (!Caller::MayManage()) {
			throw new Refusal(Refusal::RIGHT_MISSING);
		}
		$oEntry = MetaModel::GetObject('ContractTimeEntry', $iEntry, false);
		if ($oEntry === null || $oEntry->Get('state') !== 'held') {
			throw new Refusal(Refusal::BAD_VALUE);
		}

		return $oEntry;
	}
}
