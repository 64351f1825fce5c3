using System.Globalization;
using System.Text;

namespace P2PChain.Node.Configuration;

/// <summary>Writes settings as text with one meaning to Akka's parser: full keys, everything quoted.</summary>
internal static class HoconWriter
{
    /// <summary>One line per setting. The beginning of a section is left out.</summary>
    public static string Write(IEnumerable<Assignment> settings) => string.Concat(
        from setting in settings
        let key = string.Join('.', setting.Key.Segments.Select(Quote))
        let value = setting.Value is SettingValue.Single single ? Quote(single.Text) : setting.Value?.ToString()
        where value is not null
        select $"{key} = {value}\n");

    /// <summary>The text in quotes, with the escapes of JSON.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var letter in text)
        {
            if (letter is '"' or '\\')
                quoted.Append('\\').Append(letter);
            else if (char.IsControl(letter))
                quoted.Append("\\u").Append(((int)letter).ToString("x4", CultureInfo.InvariantCulture));
            else
                quoted.Append(letter);
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>The text as an operator writes it: quoted only if necessary.</summary>
    public static string Display(string text) =>
        text.Length > 0 && text.All(static letter => KeyPath.IsPlain(letter) || letter == '.') ? text : Quote(text);
}
