using System.Runtime.CompilerServices;
using System.Text;

namespace P2PChain.Node.Client;

/// <summary>Reads the lines of a server that may be foreign, so their length has a bound.</summary>
internal static class ServerLines
{
    /// <summary>The lines as they come, without their ends.</summary>
    /// <param name="stream">The body of the answer, as UTF-8.</param>
    /// <param name="charsMax">The most characters of a line.</param>
    /// <param name="stop">Ends the reading.</param>
    /// <exception cref="InvalidDataException">A line is longer.</exception>
    public static async IAsyncEnumerable<string> ReadAsync(
        Stream stream, int charsMax, [EnumeratorCancellation] CancellationToken stop)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var (buffer, line) = (new char[16 * 1024], new StringBuilder());
        int count;
        while ((count = await reader.ReadAsync(buffer, stop).ConfigureAwait(false)) > 0)
        {
            var from = 0;
            for (int end; (end = Array.IndexOf(buffer, '\n', from, count - from)) >= 0; from = end + 1)
            {
                yield return line.Append(buffer, from, end - from).ToString().TrimEnd('\r');
                line.Clear();
            }
            line.Append(buffer, from, count - from);
            if (line.Length > charsMax) throw new InvalidDataException("A line is too long.");
        }
        if (line.Length > 0) yield return line.ToString();
    }
}
