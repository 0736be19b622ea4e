/* "Time spent" beside each log of the activity panel; iTop sends the extra inputs of a log's form with its text. */
var TimeBookSpent = {
	addToLogs: function (oSettings) {
		$('[data-role="ibo-caselog-entry-form"]').each(function () {
			const oForm = $(this);
			const oPlace = oForm.find('[data-role="ibo-caselog-entry-form--extra-inputs"]');
			if (oPlace.length === 0 || oPlace.find('.timebook-spent').length > 0) {
				return;
			}
			const sPrefix = oSettings.prefix + oForm.attr('data-attribute-code') + '_';
			const [sTime, sActivity, sComment] = oSettings.codes;
			const oTime = $('<input type="text" class="ibo-input timebook-spent--time" autocomplete="off">')
				.attr({name: sPrefix + sTime, placeholder: oSettings.words.example, 'aria-label': oSettings.words.spent});
			const oActivity = $('<select class="ibo-input ibo-input-select">')
				.attr({name: sPrefix + sActivity, 'aria-label': oSettings.words.activity})
				.append($('<option value="0">').text(oSettings.words.activity));
			oSettings.activities.forEach(function (oOne) {
				oActivity.append($('<option>').attr('value', oOne.id).text(oOne.name));
			});
			const oComment = $('<input type="text" class="ibo-input timebook-spent--comment" autocomplete="off">')
				.attr({name: sPrefix + sComment, placeholder: oSettings.words.comment, 'aria-label': oSettings.words.comment});
			const oTold = $('<div class="timebook-note" role="status" aria-live="polite">');
			oPlace.append($('<div class="timebook-spent">').append($('<span>').text(oSettings.words.spent), oTime, $('<div class="ibo-input-select-wrapper timebook-spent--activity">').append(oActivity), oComment, oTold));
			oTime.on('input', function () {
				const bRight = new RegExp(oSettings.pattern).test(oTime.val());
				oTold.empty();
				oTime.toggleClass('is-error', !bRight).attr('aria-invalid', !bRight);
			});
			oForm.on('clear_entry.caselog_entry_form.itop', function () {
				if (oTime.val() !== '') {
					$.post(oSettings.told, {}, 'json').done(function (oAnswer) {
						oTold.text(oAnswer.text);
					});
				}
				oTime.val('');
				oActivity.val('0');
				oComment.val('');
			});
		});
	},
};
