using System.Collections.Immutable;
using P2PChain.Actors.Console;

namespace P2PChain.Node.Screen;

/// <summary>The meaning of a typed line.</summary>
internal abstract record Entry
{
    private Entry()
    {
    }

    /// <summary>A command for the node.</summary>
    /// <param name="Command">The command with the id 0; the screen's actor sets the id.</param>
    public sealed record Do(ConsoleProtocol.Command Command) : Entry;

    /// <summary>Another line is needed first.</summary>
    /// <param name="Prompt">The question.</param>
    /// <param name="Next">The meaning of the answer.</param>
    public sealed record Ask(string Prompt, Func<string, Entry> Next) : Entry;

    /// <summary>Nothing for the node: help, or a mistake in the line.</summary>
    /// <param name="Lines">The lines to show.</param>
    /// <param name="IsWrong">Whether the line is wrong.</param>
    public sealed record Say(ImmutableArray<ScreenLine> Lines, bool IsWrong = false) : Entry
    {
        /// <summary>A mistake in the line.</summary>
        public static Say Wrong(string sentence) => new([ScreenLine.Of(sentence, Tone.Notice)], IsWrong: true);
    }

    /// <summary>A browser is to be let in.</summary>
    public sealed record Page : Entry;

    /// <summary>An empty line.</summary>
    public sealed record Nothing : Entry;

    /// <summary>The session is over.</summary>
    public sealed record Exit : Entry;
}
