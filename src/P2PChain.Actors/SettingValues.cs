using System.Collections.Immutable;
using System.Globalization;
using Akka.Configuration;
using P2PChain.Core.Primitives;

namespace P2PChain.Actors;

/// <summary>Reads single values of a configuration and reports those that cannot be used.</summary>
/// <param name="config">The whole configuration, with the defaults.</param>
internal abstract class SettingValues(Config config)
{
    /// <summary>The start of each key.</summary>
    protected const string Root = "p2pchain.";

    private readonly ImmutableArray<SettingProblem>.Builder _problems = ImmutableArray.CreateBuilder<SettingProblem>();

    // Values that could not be read. Checks that compare values skip them.
    private readonly HashSet<string> _unread = [];

    /// <summary>The whole configuration.</summary>
    protected Config Config => config;

    /// <summary>The values that cannot be used, so far.</summary>
    public ImmutableArray<SettingProblem> Problems => _problems.ToImmutable();

    protected HostPort? Address(string key, string text, int portMin = 1)
    {
        if (HostPort.Parse(text, portMin) is { } address) return address;
        Problem(
            key,
            $"\"{text}\" is no address: write \"host:port\", such as \"10.0.2.5:6000\" or \"[2001:db8::5]:6000\".");
        return null;
    }

    protected bool Flag(string key) => Choice(
        key, ("true", true), ("on", true), ("yes", true), ("false", false), ("off", false), ("no", false));

    /// <summary>on, off, or null for auto.</summary>
    protected bool? Switch(string key) => Choice<bool?>(
        key,
        ("auto", null),
        ("on", true), ("true", true), ("yes", true),
        ("off", false), ("false", false), ("no", false));

    protected TValue Choice<TValue>(string key, params (string Text, TValue Value)[] choices)
    {
        var text = Text(key);
        foreach (var choice in choices)
            if (choice.Text == text) return choice.Value;
        Problem(key, $"\"{text}\" is not one of {string.Join(", ", choices.Select(choice => choice.Text))}.");
        _unread.Add(Root + key);
        return choices[0].Value;
    }

    protected long Integer(string key, long min = long.MinValue, long max = long.MaxValue)
    {
        var text = Text(key);
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
            Problem(key, $"\"{text}\" is not a whole number.");
        else if (value < min || value > max)
            Problem(key, FormattableString.Invariant($"{value} lies outside {min} to {max}."));
        else
            return value;
        _unread.Add(Root + key);
        return Math.Max(min, 0);
    }

    protected TimeSpan Span(string key)
    {
        try
        {
            // Akka takes a number without a unit for milliseconds.
            var span = Text(key) is [.., not (>= '0' and <= '9')]
                ? config.GetTimeSpan(Root + key, allowInfinite: false)
                : TimeSpan.Zero;
            if (span > TimeSpan.Zero && span <= TimeSpan.FromHours(1)) return span;
        }
        catch (Exception error)
            when (error is FormatException or ArgumentException or OverflowException or ConfigurationException)
        {
            // Reported below: Akka's parser only throws.
        }
        Problem(key, $"\"{Text(key)}\" is no span of time up to an hour: write 15s, 500ms or 2m.");
        _unread.Add(Root + key);
        return TimeSpan.FromSeconds(1);
    }

    protected string Text(string key) => config.GetString(Root + key, "") ?? "";

    protected IList<string> Texts(string key) => config.GetStringList(Root + key, []);

    protected void Add(SettingProblem problem) => _problems.Add(problem);

    protected void Problem(string key, string message, params ReadOnlySpan<string> partners)
    {
        var keys = ImmutableArray.Create(Root + key);
        foreach (var partner in partners) keys = keys.Add(Root + partner);
        Add(new SettingProblem(keys, message));
    }

    protected void Consequence(string key, string message, params ReadOnlySpan<string> partners)
    {
        if (_unread.Contains(Root + key)) return;
        foreach (var partner in partners)
            if (_unread.Contains(Root + partner)) return;
        Problem(key, message, partners);
    }
}
