<?php

namespace Carnet\TimeBook\Rules;

/** Which contract takes the work (protocol section 3, "Which contract"), and why. */
final class Choice
{
	public const PERSON = 'person';
	public const TICKET = 'ticket';
	public const SCOPE = 'scope';
	public const NONE = 'none';

	private const UNBOUNDED = '9999-12-31';

	public function __construct(public readonly ?Contract $oContract, public readonly string $sWhy)
	{
	}

	/**
	 * @param array<int, int> $aDistances the ticket's organization and those above it, by id: 0, 1, 2…
	 * @param callable(): array<Contract> $fMatches contracts whose scope matches the ticket, asked for only when nothing else decides
	 */
	public static function Of(string $sDay, ?Contract $oChosen, ?Contract $oTicketContract, array $aDistances, callable $fMatches): self
	{
		if ($oChosen !== null && isset($aDistances[$oChosen->iOrg]) && $oChosen->IsValidOn($sDay)) {
			return new self($oChosen, self::PERSON);
		}
		if ($oTicketContract !== null && $oTicketContract->IsValidOn($sDay)) {
			return new self($oTicketContract, self::TICKET);
		}
		$aFound = self::Candidates($sDay, $aDistances, $fMatches());

		return $aFound === [] ? new self(null, self::NONE) : new self($aFound[0], self::SCOPE);
	}

	/**
	 * Contracts valid on the day, best first: rank, nearest organization, earliest end, latest start, lowest id.
	 *
	 * @param array<int, int> $aDistances
	 * @param array<Contract> $aMatches
	 *
	 * @return array<Contract>
	 */
	public static function Candidates(string $sDay, array $aDistances, array $aMatches): array
	{
		$aValid = array_filter($aMatches, fn (Contract $oOne) => isset($aDistances[$oOne->iOrg]) && $oOne->IsValidOn($sDay));
		usort($aValid, fn (Contract $oOne, Contract $oOther) => [
			$oOne->iRank, $aDistances[$oOne->iOrg], $oOne->sEnd ?: self::UNBOUNDED, $oOther->sStart, $oOne->iId,
		] <=> [
			$oOther->iRank, $aDistances[$oOther->iOrg], $oOther->sEnd ?: self::UNBOUNDED, $oOne->sStart, $oOther->iId,
		]);

		return $aValid;
	}
}
