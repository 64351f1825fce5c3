using P2PChain.Actors;
using P2PChain.Core.Wire;
using P2PChain.Node.Disk;
using P2PChain.Node.Screen;
using P2PChain.Storage;

namespace P2PChain.Node.Commands;

/// <summary><c>export</c>: the best chain's blocks, genesis first, one per line as on the wire.</summary>
internal static class ExportCommand
{
    private const int BufferBytes = 1 << 16;

    /// <summary>Writes the blocks to a file, after those of an earlier export.</summary>
    /// <param name="place">The ledger.</param>
    /// <param name="file">The file; <c>-</c> for standard output.</param>
    /// <param name="streams">Where to print.</param>
    public static int Run(LedgerPlace place, string file, Streams streams)
    {
        using var ledger = LedgerSnapshot.Open(place.Ledger, place.Network);
        using var progress = new ProgressLine(streams, "blocks exported");
        if (file == "-")
        {
            using var output = streams.OpenOutput();
            try
            {
                Write(ledger, 0, output, progress);
            }
            catch (IOException error)
            {
                throw new OutputException(error);
            }

            return ExitCode.Ok;
        }

        if (HomePath.Problem(file) is { } problem) throw CannotStart.Because(ExitCode.Error, problem);
        using var stream = Open(file);
        var next = Found(ledger, stream, progress);
        if (next is not { } height)
        {
            progress.Dispose();
            streams.Errors.WriteLine(
                $"{file} holds something else than this ledger's blocks, or more of them: "
                + "name another file, or remove it.");
            return ExitCode.Error;
        }

        Write(ledger, height, stream, progress);
        stream.Flush(flushToDisk: true);
        progress.Dispose();
        streams.Output.WriteLine(
            $"{file} holds the blocks up to height {Spoken.Height(ledger.TipHeight)}; "
            + $"{Spoken.Count(ledger.TipHeight + 1 - height, "line")} added");
        return ExitCode.Ok;
    }

    private static FileStream Open(string file)
    {
        if (Directory.Exists(file)) throw Refused($"{SafeLine.Of(file)} is a directory: name a file.");
        if (PathProblem.Find(file) is { } problem)
            throw Refused($"{SafeLine.Of(problem.Sentence)}: {problem.Advice}, or name another file.");
        if (Path.GetDirectoryName(Path.GetFullPath(file)) is { } parent && !Directory.Exists(parent))
            throw Refused($"There is no directory {SafeLine.Of(parent)}: make it, or name another file.");
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, BufferBytes);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw CannotStart.Because(
                ExitCode.Disk,
                $"{SafeLine.Of(file)} cannot be written ({CannotStart.OneLine(error.Message)}): "
                + $"{CannotStart.Advice(error)}, or name another file.",
                error);
        }
    }

    private static void Write(LedgerSnapshot ledger, long from, Stream output, ProgressLine progress)
    {
        for (var height = from; height <= ledger.TipHeight; height++)
        {
            progress.Report(height, ledger.TipHeight);
            output.Write(Line(ledger, height));
        }

        output.Flush();
    }

    /// <summary>Reads the existing file, and cuts off an unfinished line.</summary>
    /// <returns>The height to go on with; null if the file must be left alone.</returns>
    private static long? Found(LedgerSnapshot ledger, FileStream file, ProgressLine progress)
    {
        var buffer = new byte[Limits.LineBytesMax];
        for (var (height, offset) = (0L, 0L); ; height++)
        {
            progress.Report(height, ledger.TipHeight);
            if (offset == file.Length) return height;
            file.Position = offset;
            var line = height <= ledger.TipHeight ? Line(ledger, height) : [];
            var begin = buffer.AsSpan(0, Math.Max(line.Length, 1));
            var there = begin[..file.ReadAtLeast(begin, line.Length, throwOnEndOfStream: false)];
            if (line.Length > 0 && there.SequenceEqual(line))
            {
                offset += line.Length;
                continue;
            }

            // Only a line that an export of this ledger began may be cut.
            if (line.Length == 0 || !line.AsSpan().StartsWith(there)) return null;
            file.SetLength(offset);
            file.Position = offset;
            return height;
        }
    }

    private static NodeStartException Refused(string sentence) => CannotStart.Because(ExitCode.Error, sentence);

    private static byte[] Line(LedgerSnapshot ledger, long height) =>
        [.. ledger.At(height).CanonicalBytes(), (byte)'\n'];
}
