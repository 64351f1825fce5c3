using System.Globalization;
using System.Text;
using P2PChain.Storage;

namespace P2PChain.Node.Configuration;

/// <summary>The text of a file, or the reason why there is none.</summary>
internal abstract record FileText
{
    /// <summary>The most bytes of a configuration file, far more than one needs.</summary>
    public const int BytesMax = 1024 * 1024;

    /// <summary>
    /// The longest time of reading. A file takes milliseconds. Behind <c>/dev/stdin</c> or <c>&lt;(command)</c> a
    /// person may have to think, and a pipe without a writer is silent for ever.
    /// </summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly UTF8Encoding StrictUtf8 =
        new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private FileText()
    {
    }

    /// <summary>The text, without a byte order mark.</summary>
    public sealed record Read(string Text) : FileText;

    /// <summary>The file could not be read.</summary>
    /// <param name="Reason">The reason and the remedy, as the end of a sentence: "there is no such file: …".</param>
    public sealed record Unreadable(string Reason) : FileText;

    /// <summary>Reads a file or a pipe.</summary>
    /// <param name="path">Its full path.</param>
    public static FileText FromDisk(string path) => FromDisk(path, Patience);

    /// <summary>Reads a file, or a pipe within some time.</summary>
    public static FileText FromDisk(string path, TimeSpan patience)
    {
        if (Directory.Exists(path))
            return new Unreadable("it is a directory: name a file in it");
        FileText text = new Unreadable(string.Create(
            CultureInfo.InvariantCulture,
            $"nothing ended it within {patience.TotalSeconds} s: "
            + $"if it is a pipe, see that a program writes to it, or name a file"));
        var read = text;

        // Even opening a pipe waits for its writer, so a thread of its own waits; it ends with the process.
        var reader = new Thread(() => Volatile.Write(ref read, ReadAll(path))) { IsBackground = true };
        reader.Start();
        return reader.Join(patience) ? read : text;
    }

    private static FileText ReadAll(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var bytes = new byte[BytesMax + 1];
            var count = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return count > BytesMax
                ? new Unreadable("it is larger than 1 MiB: name a configuration file")
                : new Read(StrictUtf8.GetString(bytes, 0, count).TrimStart('\uFEFF'));
        }
        catch (DecoderFallbackException)
        {
            return new Unreadable("it is not UTF-8 text: save it as UTF-8");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new Unreadable(ReasonOf(path, error));
        }
    }

    private static string ReasonOf(string path, Exception error) => PathProblem.Find(path) is { } problem
        ? $"{problem.Sentence}: {problem.Advice}"
        : error switch
        {
            FileNotFoundException or DirectoryNotFoundException => $"there is no file {path}: check the name",
            UnauthorizedAccessException => "this user may not read it: give it the right to",
            _ => $"reading it failed ({error.Message}): check the disk and try again",
        };
}
