using System.Globalization;
using System.Text;

namespace P2PChain.Node.Commands;

/// <summary>A standard stream that may fail: its disk is full, or its terminal is gone.</summary>
/// <param name="inner">The stream.</param>
/// <param name="isData">
/// Whether the output is needed: then a failure is an <see cref="OutputException"/>. Otherwise a failure is ignored,
/// because no reader is left.
/// </param>
internal sealed class StandardWriter(TextWriter inner, bool isData) : TextWriter(CultureInfo.InvariantCulture)
{
    /// <inheritdoc/>
    public override Encoding Encoding => inner.Encoding;

    /// <inheritdoc/>
    public override void Write(char value) => Try(() => inner.Write(value));

    /// <inheritdoc/>
    public override void Write(string? value) => Try(() => inner.Write(value));

    /// <inheritdoc/>
    public override void Flush() => Try(inner.Flush);

    private void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            if (isData) throw new OutputException(error);
        }
    }
}
