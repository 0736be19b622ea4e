<?php

namespace Carnet\TimeBook\Console;

use Carnet\TimeBook\Zone;
use cmdbAbstractObject;
use Combodo\iTop\Application\UI\Base\Component\Alert\AlertUIBlockFactory;
use Combodo\iTop\Application\UI\Base\Component\Html\Html;
use Combodo\iTop\Application\UI\Base\Component\Title\TitleUIBlockFactory;
use Dict;
use iTopWebPage;
use UserRights;
use utils;

/** "Count time": when, how long, what, and what the customer reads. */
final class CountTimeForm
{
	/** @var array<string, string> as typed, so that a refused form is not typed again */
	private array $aTyped = [];
	private string $sProblem = '';

	public function __construct(private readonly cmdbAbstractObject $oTicket)
	{
		foreach (['ended', 'spent', 'activity', 'comment', 'public_comment'] as $sField) {
			$this->aTyped[$sField] = (string)utils::ReadPostedParam($sField, '', utils::ENUM_SANITIZATION_FILTER_RAW_DATA);
		}
	}

	/** Whether the entry was written; what it became is told on the ticket's page. */
	public function Submit(): bool
	{
		$sTransaction = utils::ReadPostedParam('transaction_id', '', utils::ENUM_SANITIZATION_FILTER_TRANSACTION_ID);
		if (!utils::IsTransactionValid($sTransaction, true)) {
			$this->sProblem = Dict::S('UI:Error:ObjectAlreadyUpdated');

			return false;
		}
		$iSeconds = Duration::Seconds($this->aTyped['spent']);
		$iEnd = $this->aTyped['ended'] === '' ? time() : Zone::Epoch(str_replace('T', ' ', $this->aTyped['ended']));
		if ($iSeconds === null || $iSeconds === 0) {
			$this->sProblem = Dict::Format('TimeBook:Spent:NotUnderstood', $this->aTyped['spent']);
		} elseif ($iEnd === null) {
			$this->sProblem = Dict::S('TimeBook:Refused:bad_value');
		} else {
			$oSpent = new SpentTime($iSeconds, (int)$this->aTyped['activity'], trim($this->aTyped['comment']));
			ConsoleEntry::Enter($this->oTicket, $iEnd - $iSeconds, $oSpent, ['public_comment' => trim($this->aTyped['public_comment'])]);

			return true;
		}

		return false;
	}

	public function Display(iTopWebPage $oPage): void
	{
		$oPage->AddUiBlock(TitleUIBlockFactory::MakeForPage(Dict::S('TimeBook:CountTime').' - '.$this->oTicket->GetRawName()));
		if ($this->sProblem !== '') {
			$oPage->AddUiBlock(AlertUIBlockFactory::MakeForFailure('', utils::EscapeHtml($this->sProblem)));
		}
		$oPage->AddUiBlock(new Html($this->Form()));
	}

	private function Form(): string
	{
		$sUrl = utils::EscapeHtml(Routes::CountTime($this->oTicket));
		$sTransaction = utils::EscapeHtml(utils::GetNewTransactionId());
		$sBack = utils::EscapeHtml(Routes::Ticket(get_class($this->oTicket), (int)$this->oTicket->GetKey()));
		$sEnded = utils::EscapeHtml($this->aTyped['ended'] ?: date('Y-m-d\TH:i'));
		$sNow = date('Y-m-d\TH:i');
		$sPattern = utils::EscapeHtml(Duration::PATTERN);
		$sExample = self::Word('TimeBook:Spent:Example');
		$sToday = utils::EscapeHtml(Overlap::Today((int)UserRights::GetContactId()));
		$aTyped = array_map(utils::EscapeHtml(...), $this->aTyped);
		$sRows = $this->Row('spent', 'TimeBook:Spent', "<input class=\"ibo-input\" type=\"text\" id=\"timebook_spent\" name=\"spent\" required pattern=\"$sPattern\" placeholder=\"$sExample\" value=\"{$aTyped['spent']}\" autofocus>")
			.$this->Row('ended', 'TimeBook:Ended', "<input class=\"ibo-input\" type=\"datetime-local\" id=\"timebook_ended\" name=\"ended\" max=\"$sNow\" value=\"$sEnded\">")
			.$this->Row('activity', 'TimeBook:Activity', '<div class="ibo-input-select-wrapper"><select class="ibo-input ibo-input-select" id="timebook_activity" name="activity">'.$this->Activities().'</select></div>')
			.$this->Row('comment', 'TimeBook:Spent:Comment', "<textarea class=\"ibo-input\" id=\"timebook_comment\" name=\"comment\">{$aTyped['comment']}</textarea>")
			.$this->Row('public_comment', 'TimeBook:PublicComment', "<textarea class=\"ibo-input\" id=\"timebook_public_comment\" name=\"public_comment\">{$aTyped['public_comment']}</textarea>");
		$sCancel = self::Word('UI:Button:Cancel');
		$sCount = self::Word('TimeBook:CountTime');

		return <<<HTML
<form method="post" action="$sUrl">
	<input type="hidden" name="transaction_id" value="$sTransaction">
	<div class="timebook-form">$sRows</div>
	<p class="timebook-note">$sToday</p>
	<div class="timebook-actions">
		<a class="ibo-button ibo-is-regular ibo-is-neutral" href="$sBack">$sCancel</a>
		<button class="ibo-button ibo-is-regular ibo-is-primary" type="submit">$sCount</button>
	</div>
</form>
HTML;
	}

	private function Row(string $sField, string $sLabel, string $sInput): string
	{
		return "<label for=\"timebook_$sField\">".self::Word($sLabel)."</label><div>$sInput</div>";
	}

	private function Activities(): string
	{
		$sOptions = '<option value="0">'.self::Word('TimeBook:Spent:NoActivity').'</option>';
		foreach (Activities::Active() as $aActivity) {
			$sChosen = $aActivity['id'] === (int)$this->aTyped['activity'] ? ' selected' : '';
			$sOptions .= "<option value=\"{$aActivity['id']}\"$sChosen>".utils::EscapeHtml($aActivity['name']).'</option>';
		}

		return $sOptions;
	}

	private static function Word(string $sKey): string
	{
		return utils::EscapeHtml(Dict::S($sKey));
	}
}
