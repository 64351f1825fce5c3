using System.Collections.Immutable;

namespace P2PChain.Node.Configuration;

/// <summary>The value of a key.</summary>
internal abstract record SettingValue
{
    private SettingValue()
    {
    }

    /// <summary>One value. It is text until NodeSettings reads it.</summary>
    /// <param name="Text">The value without quotes.</param>
    /// <param name="FromOutside">
    /// Whether it came from an environment variable or the command line, where only commas separate a list.
    /// </param>
    public sealed record Single(string Text, bool FromOutside = false) : SettingValue
    {
        /// <summary>The value as HOCON text.</summary>
        public override string ToString() => HoconWriter.Display(Text);
    }

    /// <summary>A list of values.</summary>
    /// <param name="Items">The values without quotes, in order.</param>
    public sealed record List(ImmutableArray<string> Items) : SettingValue
    {
        /// <summary>The list as HOCON text.</summary>
        public override string ToString() => $"[{string.Join(", ", Items.Select(HoconWriter.Quote))}]";
    }

    /// <summary>No value: a section begins here.</summary>
    public sealed record Section : SettingValue
    {
        /// <summary>The only one.</summary>
        public static readonly Section Instance = new();
    }
}
