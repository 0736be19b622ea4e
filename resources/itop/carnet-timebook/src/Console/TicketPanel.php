<?php

namespace Carnet\TimeBook\Console;

use AbstractApplicationUIExtension;
use Carnet\TimeBook\Caller;
use cmdbAbstractObject;
use Combodo\iTop\Application\UI\Base\Component\Field\FieldUIBlockFactory;
use Combodo\iTop\Application\UI\Base\Component\FieldSet\FieldSetUIBlockFactory;
use Combodo\iTop\Application\UI\Base\Component\Html\Html;
use ContextTag;
use Dict;
use MetaModel;
use UserRights;
use utils;
use WebPage;

/** The time book on tickets: "time spent" at every action, and the tab of entries. */
class TicketPanel extends AbstractApplicationUIExtension
{
	private const CLASSES = ['UserRequest', 'Incident'];
	private const LOG_OPERATION = 'activity_panel.add_caselog_entries';
	private const LOG_PREFIX = 'timebook_';

	public static function IsFor(mixed $oObject): bool
	{
		return $oObject instanceof cmdbAbstractObject && in_array(get_class($oObject), self::CLASSES, true);
	}

	/** Whether the connected account may have entries: an agent with a person, in the console. */
	public static function MaySpend(): bool
	{
		return ContextTag::Check(ContextTag::TAG_CONSOLE) && Caller::Connected()?->IsAgent() === true;
	}

	/**
	 * The attributes of a transition, with "time spent" where there is a form anyway: a transition that asks nothing stays one click.
	 *
	 * @param array<string, int> $aAttributes
	 *
	 * @return array<string, int>
	 */
	public static function WithSpentTime(cmdbAbstractObject $oTicket, array $aAttributes): array
	{
		if (!self::IsFor($oTicket) || !self::MaySpend() || str_contains(self::Operation(), 'bulk')) {
			return $aAttributes;
		}
		foreach ($aAttributes as $sCode => $iFlags) {
			$bAsked = ($iFlags & (OPT_ATT_MUSTCHANGE | OPT_ATT_MUSTPROMPT)) || (($iFlags & OPT_ATT_MANDATORY) && !$oTicket->HasAValue($sCode));
			if ($bAsked) {
				return $aAttributes + array_fill_keys(SpentTime::CODES, OPT_ATT_MUSTPROMPT);
			}
		}

		return $aAttributes;
	}

	public function OnDisplayProperties($oObject, WebPage $oPage, $bEditMode = false)
	{
		if (!self::IsFor($oObject) || !self::MaySpend()) {
			return;
		}
		if ($bEditMode) {
			$this->AddFields($oObject, $oPage);
		} elseif (!$oObject->IsNew()) {
			$this->AddToLogs($oObject, $oPage);
		}
	}

	public function OnDisplayRelations($oObject, WebPage $oPage, $bEditMode = false)
	{
		if (!$bEditMode && self::IsFor($oObject) && !$oObject->IsNew()) {
			TicketTab::Display($oObject, $oPage);
		}
	}

	/**
	 * Forms that iTop does not read our fields from: a log written in the activity panel sends what was typed beside it as extra inputs
	 * of that log, and a ticket created within another form has a prefix before its own fields only.
	 */
	public function OnFormSubmit($oObject, $sFormPrefix = '')
	{
		if (!self::IsFor($oObject) || !self::MaySpend()) {
			return;
		}
		if (self::Operation() === self::LOG_OPERATION) {
			$aLogs = utils::ReadPostedParam('entries', [], utils::ENUM_SANITIZATION_FILTER_RAW_DATA);
			foreach (array_keys(is_array($aLogs) ? $aLogs : []) as $sLog) {
				$this->Read($oObject, self::LOG_PREFIX.$sLog.'_');
			}
		} elseif ($sFormPrefix !== '') {
			$this->Read($oObject, 'attr_');
		}
	}

	private function Read(cmdbAbstractObject $oTicket, string $sPrefix): void
	{
		$aTyped = [];
		foreach (SpentTime::CODES as $sCode) {
			$aTyped[$sCode] = (string)utils::ReadPostedParam($sPrefix.$sCode, '', utils::ENUM_SANITIZATION_FILTER_RAW_DATA);
		}
		if (trim($aTyped[SpentTime::TIME]) !== '') {
			foreach ($aTyped as $sCode => $sValue) {
				$oTicket->Set($sCode, $sCode === SpentTime::ACTIVITY ? (int)$sValue : $sValue);
			}
		}
	}

	private static function Operation(): string
	{
		return (string)utils::ReadParam('operation', '', false, utils::ENUM_SANITIZATION_FILTER_OPERATION);
	}

	private function AddFields(cmdbAbstractObject $oTicket, WebPage $oPage): void
	{
		$oFields = FieldSetUIBlockFactory::MakeStandard(Dict::S('TimeBook:Spent'));
		$oPage->AddSubBlock($oFields);
		$sClass = get_class($oTicket);
		foreach (SpentTime::CODES as $sCode) {
			$oAttribute = MetaModel::GetAttributeDef($sClass, $sCode);
			$sId = 'timebook_'.$sCode;
			$sInput = cmdbAbstractObject::GetFormElementForField(
				$oPage, $sClass, $sCode, $oAttribute, $oTicket->Get($sCode), $oTicket->GetEditValue($sCode), $sId, '', 0, ['this' => $oTicket]
			);
			$oField = FieldUIBlockFactory::MakeSmall($oAttribute->GetLabel(), "<span id=\"field_$sId\">$sInput</span>");
			$oField->SetAttCode($sCode)->SetDescription($oAttribute->GetDescription());
			$oFields->AddSubBlock($oField);
		}
		$sToday = Overlap::Today((int)UserRights::GetContactId());
		if ($sToday !== '') {
			$oFields->AddSubBlock(new Html('<p class="timebook-note">'.utils::EscapeHtml($sToday).'</p>'));
		}
	}

	private function AddToLogs(cmdbAbstractObject $oTicket, WebPage $oPage): void
	{
		$aSettings = [
			'codes' => SpentTime::CODES,
			'prefix' => self::LOG_PREFIX,
			'pattern' => Duration::PATTERN,
			'activities' => Activities::Active(),
			'told' => Routes::Ajax('told', ['class' => get_class($oTicket), 'id' => (int)$oTicket->GetKey()]),
			'words' => [
				'spent' => Dict::S('TimeBook:Spent'),
				'example' => Dict::S('TimeBook:Spent:Example'),
				'activity' => Dict::S('TimeBook:Spent:NoActivity'),
				'comment' => Dict::S('TimeBook:Spent:Comment'),
			],
		];
		Scripts::Link($oPage, 'time-spent.js');
		$oPage->add_ready_script('TimeBookSpent.addToLogs('.json_encode($aSettings, JSON_HEX_TAG | JSON_HEX_AMP).');');
	}
}
